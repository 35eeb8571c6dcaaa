// Every promised crash on a real system: its signal, on every side, for every kind of guard.
#include <csignal>

#include "lib/memcall/growing.h"
#include "tests/memcall/linux.h"

namespace {

const size_t kPage = memcall_page_size();

/* A sanitizer's handler turns the signal into an exit; both are the end of the process. */
bool Died(int status) { return !WIFEXITED(status) || WEXITSTATUS(status) != 0; }

void Read(volatile unsigned char *address) { (void)*address; }
void Write(volatile unsigned char *address) { *address = 1; }

#define EXPECT_DIES(statement) \
  EXPECT_EXIT(                 \
      {                        \
        statement;             \
        _exit(0);              \
      },                       \
      Died, "")

memcall_region Guarded(memcall_kind kind) {
  memcall_region region = {};
  if (memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, kind, &region) != MEMCALL_OK)
    region = memcall_region{};
  return region;
}

class GuardDeathTest : public testing::TestWithParam<memcall_kind> {};

INSTANTIATE_TEST_SUITE_P(Kinds, GuardDeathTest,
                         testing::Values(MEMCALL_REGULAR, MEMCALL_SECURE, MEMCALL_LARGE_PAGE,
                                         MEMCALL_SECRET_MEMORY));

/* Made in the child that dies: the guards of a region that is wiped there would be gone with its
   content. */
void TouchOwnRegion(memcall_kind kind, ptrdiff_t before, ptrdiff_t behind, bool write) {
  memcall_region region = Guarded(kind);
  if (region.data == nullptr) _exit(0);
  unsigned char *byte = before != 0 ? region.data - before : region.data + region.size + behind;
  write ? Write(byte) : Read(byte);
}

TEST_P(GuardDeathTest, OneByteOutsideEndsTheProcess) {
  memcall_region region = Guarded(GetParam());
  if (region.data == nullptr) GTEST_SKIP() << memcall_last_error()->text;
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  for (bool write : {false, true}) {
    EXPECT_DIES(TouchOwnRegion(GetParam(), 1, 0, write));
    EXPECT_DIES(TouchOwnRegion(GetParam(), 0, 0, write));
  }
  EXPECT_EXIT(
      {
        TouchOwnRegion(GetParam(), 0, -1, true);
        _exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(GuardDeathTest, AreReadableToNobodyWithoutMarkersEither) {
  ASSERT_TRUE(memcall_backend_set_probe("guard_markers", 0));
  memcall_region region = Guarded(MEMCALL_REGULAR);
  ASSERT_NE(nullptr, region.data);
  EXPECT_DIES(Read(region.data - 1));
  EXPECT_DIES(Write(region.data + region.size));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_TRUE(memcall_backend_set_probe("guard_markers", -1));
}

TEST(ProtectDeathTest, WithoutAccessNothingCanBeRead) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(kPage, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data, kPage, MEMCALL_NO_ACCESS));
  EXPECT_DIES(Read(region.data));
  ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data, kPage, MEMCALL_READ_ONLY));
  EXPECT_DIES(Write(region.data));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(ProtectDeathTest, OneByteOutsideEndsByThatSignal) {
  memcall_region region = Guarded(MEMCALL_REGULAR);
  const Death death = InAChild([&] {
    (void)std::signal(SIGSEGV, SIG_DFL);
    Read(region.data + region.size);
    return 0;
  });
  EXPECT_EQ(SIGSEGV, death.signal);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(GrowingDeathTest, ThePageBehindThePrefixEndsTheProcess) {
  const size_t unit = 16 * kPage;
  memcall_growing growing;
  ASSERT_EQ(MEMCALL_OK, memcall_growing_reserve(2 * unit, unit, MEMCALL_FORK_INHERIT,
                                                MEMCALL_GUARDED, 0, &growing));
  size_t offset;
  memcall_safeguards in_force;
  ASSERT_EQ(MEMCALL_OK, memcall_growing_extend(&growing, 2 * kPage, &offset, &in_force));
  EXPECT_DIES(Write(growing.base));
  EXPECT_DIES(Write(growing.base + growing.prefix));
  ASSERT_EQ(MEMCALL_OK, memcall_growing_extend(&growing, 2 * kPage, &offset, &in_force));
  Write(growing.base + offset);
  EXPECT_DIES(Write(growing.base + growing.prefix));
  memcall_growing_release(&growing);
}

}  // namespace
