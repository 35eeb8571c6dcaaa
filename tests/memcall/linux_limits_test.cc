// The kernel's own limits, in a child process that lowers them: locked memory, address space, the
// number of mappings.
#include <sys/mman.h>
#include <sys/resource.h>

#include <cstring>
#include <string>

#include "lib/memcall/growing.h"
#include "tests/memcall/linux.h"

namespace {

const size_t kPage = memcall_page_size();

bool LowerLockLimit(rlim_t bytes) {
  const rlimit limit = {bytes, bytes};
  return setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && GiveUpPrivilege();
}

memcall_status Alloc(size_t pages, memcall_kind kind, memcall_region *region) {
  return memcall_alloc(pages * kPage, 0, MEMCALL_READ_WRITE, kind, region);
}

TEST(LockLimit, OfZeroIsAnErrorWithTheRemedyAndNothingElse) {
  EXPECT_EQ(
      0, InAChild([] {
           memcall_region region;
           memcall_capability capability = {};
           capability.struct_size = sizeof capability;
           CHECK_OR(77, LowerLockLimit(0));
           size_t limit = 1, used = 1;
           CHECK_OR(1, memcall_lock_limit(&limit, &used) == MEMCALL_OK && limit == 0 && used == 0);
           CHECK_OR(2, Alloc(1, MEMCALL_SECURE, &region) == MEMCALL_ERR_LOCK_LIMIT);
           CHECK_OR(3, std::strstr(memcall_last_error()->text, "may lock 0 bytes") != nullptr);
           CHECK_OR(4, Alloc(1, MEMCALL_REGULAR, &region) == MEMCALL_OK);
           CHECK_OR(5, memcall_lock(region.data, kPage) == MEMCALL_ERR_LOCK_LIMIT);
           CHECK_OR(6, memcall_capability_of(MEMCALL_LOCKED, &capability) == MEMCALL_OK);
           CHECK_OR(7, capability.available == 0 && capability.os_code != 0);
           CHECK_OR(8, memcall_free(&region) == MEMCALL_OK);
           return 0;
         }).code);
}

TEST(LockLimit, Of64KibibytesHoldsSixteenPagesAndRecovers) {
  EXPECT_EQ(0, InAChild([] {
                 memcall_region regions[16], more;
                 CHECK_OR(77, LowerLockLimit(65536));
                 const size_t pages = 65536 / kPage;
                 for (size_t i = 0; i < pages; i++)
                   CHECK_OR(1, Alloc(1, MEMCALL_SECURE, &regions[i]) == MEMCALL_OK);
                 CHECK_OR(2, StatusBytes("VmLck") == 65536);
                 CHECK_OR(3, Alloc(1, MEMCALL_SECURE, &more) == MEMCALL_ERR_LOCK_LIMIT);
                 CHECK_OR(4, std::strstr(memcall_last_error()->text,
                                         "may lock 65536 bytes and has 65536 locked"));
                 CHECK_OR(5, StatusBytes("VmLck") == 65536);
                 CHECK_OR(6, memcall_free(&regions[0]) == MEMCALL_OK);
                 CHECK_OR(7, Alloc(1, MEMCALL_SECURE, &more) == MEMCALL_OK);
                 memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
                 request.prefer = MEMCALL_LOCKED | MEMCALL_NO_DUMP;
                 CHECK_OR(8, memcall_alloc_request(&request, &regions[0]) == MEMCALL_OK);
                 CHECK_OR(9, regions[0].in_force == MEMCALL_NO_DUMP);
                 return 0;
               }).code);
}

TEST(LockLimit, IsAllDataInAGrowingRegionsFirstUnit) {
  EXPECT_EQ(
      0, InAChild([] {
           CHECK_OR(77, LowerLockLimit(65536));
           const size_t unit = 2 * 65536;
           memcall_growing growing;
           size_t offset;
           memcall_safeguards in_force;
           CHECK_OR(1, memcall_growing_reserve(4 * unit, unit, MEMCALL_FORK_WIPE, MEMCALL_LOCKED,
                                               MEMCALL_GUARDED, &growing) == MEMCALL_OK);
           for (size_t done = 0; done < 65536; done += kPage)
             CHECK_OR(2, memcall_growing_extend(&growing, kPage, &offset, &in_force) == MEMCALL_OK);
           CHECK_OR(3, StatusBytes("VmLck") == 65536 && growing.locked == 65536);
           const memcall_growing before = growing;
           CHECK_OR(4, memcall_growing_extend(&growing, kPage, &offset, &in_force) ==
                           MEMCALL_ERR_LOCK_LIMIT);
           CHECK_OR(5, std::memcmp(&before, &growing, sizeof before) == 0);
           CHECK_OR(6, StatusBytes("VmLck") == 65536);
           return 0;
         }).code);
}

TEST(AddressSpace, ThatIsUsedUpIsNoMemory) {
  EXPECT_EQ(0, InAChild([] {
                 memcall_region region;
                 const size_t room = size_t{16} << 20;
                 const rlim_t now = StatusBytes("VmSize");
                 const rlimit limit = {now + room, now + room};
                 CHECK_OR(77, setrlimit(RLIMIT_AS, &limit) == 0);
                 CHECK_OR(
                     1, Alloc(2 * room / kPage, MEMCALL_REGULAR, &region) == MEMCALL_ERR_NO_MEMORY);
                 CHECK_OR(2, memcall_last_error()->os_code == ENOMEM && region.data == nullptr);
                 CHECK_OR(3, Alloc(1, MEMCALL_REGULAR, &region) == MEMCALL_OK);
                 CHECK_OR(4, memcall_free(&region) == MEMCALL_OK);
                 return 0;
               }).code);
}

/* Makes mappings until there are no more: each second page of a reservation gets access of its own,
   which takes two at once, and then one page more. */
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

TEST(MappingCount, ThatIsUsedUpIsNoMemoryAndWhatIsThereCanBeFreed) {
  std::ifstream file("/proc/sys/vm/max_map_count");
  size_t most = 0;
  file >> most;
  if (most == 0 || most > 70000)
    GTEST_SKIP() << "vm.max_map_count is " << most << ": it would take too long";
  const int code =
      InAChild([] {
        memcall_region region, secure, other;
        CHECK_OR(1, Alloc(3, MEMCALL_REGULAR, &region) == MEMCALL_OK);
        CHECK_OR(2, Alloc(3, MEMCALL_SECURE, &secure) == MEMCALL_OK);
        std::memset(secure.data, 0x44, secure.size);
        const size_t locked = StatusBytes("VmLck");
        CHECK_OR(77, UseUpMappings());
        unsigned char *middle = region.data + kPage;
        CHECK_OR(3, Alloc(1, MEMCALL_SECURE, &other) == MEMCALL_ERR_NO_MEMORY);
        CHECK_OR(4, memcall_protect(middle, kPage, MEMCALL_NO_ACCESS) == MEMCALL_ERR_NO_MEMORY);
        CHECK_OR(5, memcall_exclude_from_dumps(middle, kPage) == MEMCALL_ERR_NO_MEMORY);
        const memcall_status lock = memcall_lock(middle, kPage);
        CHECK_OR(6, lock == MEMCALL_ERR_NO_MEMORY || lock == MEMCALL_ERR_LOCK_LIMIT);
        CHECK_OR(7, StatusBytes("VmLck") == locked);
        CHECK_OR(8, memcall_free(&secure) == MEMCALL_OK);
        CHECK_OR(9, memcall_free(&region) == MEMCALL_OK);
        return 0;
      }).code;
  if (code == 77) GTEST_SKIP() << "the mappings could not be used up";
  EXPECT_EQ(0, code);
}

}  // namespace
