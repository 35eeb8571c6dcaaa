// How much room a million secrets take, and what the kernel says protects them.
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

size_t Mappings() {
  FILE* maps = fopen("/proc/self/maps", "r");
  size_t lines = 0;
  for (int c = fgetc(maps); c != EOF; c = fgetc(maps)) lines += c == '\n';
  fclose(maps);
  return lines;
}

size_t LockedByTheKernel() {
  size_t limit = 0, used = 0;
  EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  return used;
}

// "VmFlags" of the mapping that holds the address.
std::string Flags(const void* address) {
  FILE* smaps = fopen("/proc/self/smaps", "r");
  char line[512];
  bool inside = false;
  std::string flags;
  while (flags.empty() && fgets(line, sizeof line, smaps) != nullptr) {
    unsigned long from, to, at = reinterpret_cast<unsigned long>(address);
    if (sscanf(line, "%lx-%lx ", &from, &to) == 2) inside = from <= at && at < to;
    if (inside && strncmp(line, "VmFlags:", 8) == 0) flags = line;
  }
  fclose(smaps);
  return flags;
}

// Whether any access to the byte faults; the kernel looks, and this process lives.
bool IsReadable(const void* address) {
  int pipe_ends[2];
  EXPECT_EQ(0, pipe(pipe_ends));
  ssize_t wrote = write(pipe_ends[1], address, 1);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  return wrote == 1;
}

class Density : public HeapTest {
 protected:
  bool Has(void* object, memcall_safeguards safeguard) {
    memguard_safeguards safeguards = {0, 0};
    EXPECT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
    return (safeguards.in_force & safeguard) != 0;
  }
};

TEST_F(Density, AMillionSecretsInAFewMappings) {
  Open(memguard_options_default());
  memcall_capability lock = {};
  lock.struct_size = sizeof lock;
  size_t limit = 0, used = 0;
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  if (limit != MEMCALL_UNLIMITED && limit < used + (55 << 20))
    GTEST_SKIP() << "this account may lock " << limit << " bytes";
  std::vector<void*> secrets;
  secrets.reserve(1000000);
  size_t mappings = Mappings(), locked = LockedByTheKernel();
  while (secrets.size() < 1000000) secrets.push_back(New(32));
  if (!kSanitized) {
    EXPECT_LE(Mappings(), mappings + 8);
  }
  EXPECT_EQ(heap_locked(context_), LockedByTheKernel() - locked);
  RecordProperty("mappings", static_cast<int>(Mappings() - mappings));
  if (Page() == 4096) {
    EXPECT_LE(heap_locked(context_), 1000000u * 52) << "48 bytes each, and guards";
  }
  FreeAll(secrets);
}

TEST_F(Density, TheLedgerIsTheKernels) {
  size_t before = LockedByTheKernel();
  std::vector<void*> objects;
  for (size_t size : {32u, 1000u, 5000u, 60000u, 100000u, 32u, 300000u}) {
    objects.push_back(New(size));
    EXPECT_EQ(before + heap_locked(context_), LockedByTheKernel()) << size;
  }
  FreeAll(objects);
  EXPECT_EQ(before + heap_locked(context_), LockedByTheKernel());
  ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  EXPECT_EQ(before, LockedByTheKernel());
  context_ = nullptr;
  Open(memguard_options_relaxed());
}

TEST_F(Density, TheKernelSaysWhatTheHeapSays) {
  for (size_t size : {size_t{32}, 3 * Page(), 40 * Page()}) {
    void* object = New(size);
    std::string flags = Flags(object);
    EXPECT_EQ(Has(object, MEMCALL_LOCKED), flags.find(" lo") != std::string::npos) << flags;
    EXPECT_EQ(Has(object, MEMCALL_NO_DUMP), flags.find(" dd") != std::string::npos) << flags;
    EXPECT_EQ(Has(object, MEMCALL_FORK_HANDLED), flags.find(" wf") != std::string::npos) << flags;
    EXPECT_EQ(std::string::npos, flags.find(" mg")) << flags;
    Free(object);
  }
}

TEST_F(Density, AUnitStandsBetweenGuards) {
  unsigned char* run = New(15 * Page() - 32);  // a whole unit
  if (!Has(run, MEMCALL_GUARDED)) GTEST_SKIP() << "no guards here";
  unsigned char* unit = run - 16;
  EXPECT_FALSE(IsReadable(unit - 1));
  EXPECT_TRUE(IsReadable(unit));
  EXPECT_TRUE(IsReadable(unit + 15 * Page() - 1));
  EXPECT_FALSE(IsReadable(unit + 15 * Page()));
  unsigned char* next = New(15 * Page() - 32);
  EXPECT_FALSE(IsReadable(next - 17));
  EXPECT_FALSE(IsReadable(unit + 15 * Page()));
  Free(run);
  Free(next);
}

TEST_F(Density, ThePrefixEndsInAGuard) {
  unsigned char* first = New(32);
  if (!Has(first, MEMCALL_GUARDED)) GTEST_SKIP() << "no guards here";
  unsigned char* page = first - reinterpret_cast<uintptr_t>(first) % Page();
  EXPECT_FALSE(IsReadable(page - 1));
  EXPECT_FALSE(IsReadable(page + Page()));
  Free(first);
}

TEST_F(Density, LargeObjectsStandBetweenGuards) {
  unsigned char* large = New(40 * Page());
  if (!Has(large, MEMCALL_GUARDED)) GTEST_SKIP() << "no guards here";
  EXPECT_FALSE(IsReadable(large - 17));
  EXPECT_FALSE(IsReadable(large - 16 + 41 * Page()));
  Free(large);
}

}  // namespace
}  // namespace heap_test
