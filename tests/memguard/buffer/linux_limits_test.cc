// The kernel's own limits, in a child process that lowers them: what waits to be used again never
// stands in anybody's way.
#include <sys/mman.h>
#include <sys/resource.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <vector>

#include "tests/memcall/linux.h"
#include "tests/memguard/buffer/inside.h"

namespace {

const size_t kPage = memcall_page_size();

bool LowerLockLimit(rlim_t bytes) {
  const rlimit limit = {bytes, bytes};
  return setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && GiveUpPrivilege();
}

memguard_context *Context(const memguard_options &options) {
  memguard_context *context = nullptr;
  return memguard_context_new(&options, &context) == MEMGUARD_OK ? context : nullptr;
}

bool MallocWorks() {
  void *bytes = malloc(1 << 20);
  if (bytes == nullptr) return false;
  memset(bytes, 1, 1 << 20);
  free(bytes);
  return true;
}

TEST(LockLimit, OfZeroIsAnErrorUnlessTheLockIsOnlyPreferred) {
  const int code =
      InAChild([] {
        memguard_buffer *buffer = nullptr;
        memguard_safeguards safeguards = {};
        CHECK_OR(77, LowerLockLimit(0));
        memguard_context *strict = Context(memguard_options_default());
        CHECK_OR(1, memguard_buffer_new(strict, 1, &buffer) == MEMGUARD_ERR_LOCK_LIMIT);
        CHECK_OR(2, buffer == nullptr && MallocWorks());
        memguard_context *relaxed = Context(memguard_options_relaxed());
        for (int i = 0; i < 100; i++) {
          CHECK_OR(3, memguard_buffer_new(relaxed, 1, &buffer) == MEMGUARD_OK);
          CHECK_OR(4, memguard_buffer_safeguards(buffer, &safeguards) == MEMGUARD_OK);
          CHECK_OR(5, (safeguards.in_force & MEMCALL_LOCKED) == 0);
          memguard_buffer_destroy(buffer);
        }
        CHECK_OR(6, inside_waiting(relaxed) == 0);
        CHECK_OR(7, memguard_context_destroy(strict) == MEMGUARD_OK);
        CHECK_OR(8, memguard_context_destroy(relaxed) == MEMGUARD_OK);
        return 0;
      }).code;
  if (code == 77) GTEST_SKIP() << "the limit cannot be lowered here";
  EXPECT_EQ(0, code);
}

// Sixteen buffers of a page, and again, and of other sizes: the seventeenth is the limit's.
int AtSixtyFourKibibytes() {
  CHECK_OR(77, LowerLockLimit(65536));
  const size_t pages = 65536 / kPage;
  memguard_context *context = Context(memguard_options_default());
  memguard_buffer *more = nullptr;
  for (size_t size : {size_t{32}, kPage, size_t{1}}) {
    std::vector<memguard_buffer *> buffers(pages);
    for (memguard_buffer *&buffer : buffers)
      CHECK_OR(1, memguard_buffer_new(context, size, &buffer) == MEMGUARD_OK);
    CHECK_OR(2, StatusBytes("VmLck") == 65536);
    CHECK_OR(3, memguard_buffer_new(context, size, &more) == MEMGUARD_ERR_LOCK_LIMIT);
    CHECK_OR(4, strstr(memcall_last_error()->text, "may lock 65536 bytes") != nullptr);
    memguard_buffer_destroy(buffers[0]);
    CHECK_OR(5, memguard_buffer_new(context, size, &buffers[0]) == MEMGUARD_OK);
    for (memguard_buffer *buffer : buffers) memguard_buffer_destroy(buffer);
    CHECK_OR(6, inside_waiting(context) != 0);
    CHECK_OR(7, memguard_buffer_new(context, 65536, &more) == MEMGUARD_OK);
    memguard_buffer_destroy(more);
    CHECK_OR(8, MallocWorks());
  }
  memguard_context *other = Context(memguard_options_default());
  CHECK_OR(9, memguard_buffer_new(other, 65536, &more) == MEMGUARD_OK);
  memguard_buffer_destroy(more);
  CHECK_OR(10, memguard_context_destroy(context) == MEMGUARD_OK);
  CHECK_OR(11, memguard_context_destroy(other) == MEMGUARD_OK);
  return StatusBytes("VmLck") == 0 ? 0 : 12;
}

TEST(LockLimit, Of64KibibytesHoldsSixteenBuffersAndRecovers) {
  const int code = InAChild(AtSixtyFourKibibytes).code;
  if (code == 77) GTEST_SKIP() << "the limit cannot be lowered here";
  EXPECT_EQ(0, code);
}

// Each second page of a reservation gets access of its own, until there are no more mappings.
bool UseUpMappings() {
  const size_t pages = 140000;
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void *base = mmap(nullptr, pages * kPage, PROT_NONE, flags, -1, 0);
  if (base == MAP_FAILED) return false;
  size_t i = 0;
  while (i < pages && mprotect(static_cast<char *>(base) + i * kPage, kPage, PROT_READ) == 0)
    i += 2;
  for (int protection : {PROT_READ, PROT_NONE, PROT_READ, PROT_NONE})
    if (mmap(nullptr, kPage, protection | PROT_EXEC, flags, -1, 0) == MAP_FAILED) break;
  return i < pages;
}

int AtTheMappingLimit() {
  memguard_context *context = Context(memguard_options_relaxed());
  std::vector<memguard_buffer *> buffers(8);
  memguard_buffer *secret = nullptr, *large = nullptr;
  CHECK_OR(1, memguard_buffer_new_copy(context, "secret", 7, &secret) == MEMGUARD_OK);
  for (memguard_buffer *&buffer : buffers)
    CHECK_OR(2, memguard_buffer_new(context, 1, &buffer) == MEMGUARD_OK);
  for (memguard_buffer *buffer : buffers) memguard_buffer_destroy(buffer);
  CHECK_OR(78, inside_waiting(context) == 8);
  CHECK_OR(77, UseUpMappings());
  CHECK_OR(3, memguard_buffer_new(context, 3 * kPage, &large) == MEMGUARD_OK);
  CHECK_OR(4, inside_waiting(context) == 0);
  memguard_buffer_destroy(large);
  CHECK_OR(5, memguard_buffer_hide(secret) == MEMGUARD_OK);
  CHECK_OR(6, memguard_buffer_melt(secret) == MEMGUARD_OK);
  memguard_purge(context);
  memguard_buffer_destroy(secret);
  return memguard_context_destroy(context) == MEMGUARD_OK ? 0 : 7;
}

TEST(MappingCount, ThatIsUsedUpIsMetByGivingBack) {
  std::ifstream file("/proc/sys/vm/max_map_count");
  size_t most = 0;
  file >> most;
  if (most == 0 || most > 70000)
    GTEST_SKIP() << "vm.max_map_count is " << most << ": it would take too long";
  const int code = InAChild(AtTheMappingLimit).code;
  if (code == 77) GTEST_SKIP() << "the mappings could not be used up";
  if (code == 78) GTEST_SKIP() << "this account may not lock enough";
  EXPECT_EQ(0, code);
}

}  // namespace
