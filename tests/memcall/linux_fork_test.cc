// What a forked child finds, by each action.
#include <csignal>
#include <cstring>

#include "memcall/memcall.h"
#include "tests/memcall/access.h"
#include "tests/memcall/linux.h"

namespace {

const size_t kPage = memcall_page_size();

struct Forked {
  memcall_region region = {};
  explicit Forked(memcall_fork_action action, memcall_kind kind = MEMCALL_REGULAR) {
    memcall_request request = memcall_request_of(kPage, kind);
    request.fork_action = action;
    request.require |= MEMCALL_LOCKED | MEMCALL_FORK_HANDLED;
    if (memcall_alloc_request(&request, &region) != MEMCALL_OK) return;
    std::memset(region.data, 0x29, region.size);
  }
  ~Forked() { EXPECT_EQ(MEMCALL_OK, memcall_free(&region)); }
};

TEST(Fork, InheritIsACopyThatIsNotLocked) {
  Forked it(MEMCALL_FORK_INHERIT);
  ASSERT_NE(nullptr, it.region.data) << memcall_last_error()->text;
  EXPECT_EQ(0, InAChild([&] {
                 if (it.region.data[7] != 0x29) return 1;
                 it.region.data[7] = 0;
                 return StatusBytes("VmLck") == 0 ? 0 : 2;
               }).code);
  EXPECT_EQ(0x29, it.region.data[7]);
}

TEST(Fork, WipeIsZeros) {
  Forked it(MEMCALL_FORK_WIPE);
  ASSERT_NE(nullptr, it.region.data) << memcall_last_error()->text;
  EXPECT_EQ(0, InAChild([&] {
                 for (size_t i = 0; i < it.region.size; i++)
                   if (it.region.data[i] != 0) return 1;
                 it.region.data[0] = 1;
                 return memcall_free(&it.region) == MEMCALL_OK ? 0 : 2;
               }).code);
  EXPECT_EQ(0x29, it.region.data[0]);
}

TEST(Fork, ExcludeIsNothing) {
  Forked it(MEMCALL_FORK_EXCLUDE);
  ASSERT_NE(nullptr, it.region.data) << memcall_last_error()->text;
  EXPECT_EQ(0, InAChild([&] { return Readable(it.region.data) ? 1 : 0; }).code);
  EXPECT_TRUE(Readable(it.region.data));
}

TEST(Fork, SecretMemoryIsNeverShared) {
  Forked it(MEMCALL_FORK_EXCLUDE, MEMCALL_SECRET_MEMORY);
  if (it.region.data == nullptr) GTEST_SKIP() << memcall_last_error()->text;
  EXPECT_EQ(0, InAChild([&] { return Readable(it.region.data) ? 1 : 0; }).code);
  EXPECT_EQ(0x29, it.region.data[0]);
}

TEST(Fork, TheLastActionHolds) {
  Forked it(MEMCALL_FORK_WIPE);
  ASSERT_NE(nullptr, it.region.data) << memcall_last_error()->text;
  ASSERT_EQ(MEMCALL_OK, memcall_set_fork_action(it.region.data, kPage, MEMCALL_FORK_EXCLUDE));
  ASSERT_EQ(MEMCALL_OK, memcall_set_fork_action(it.region.data, kPage, MEMCALL_FORK_INHERIT));
  EXPECT_EQ(0, InAChild([&] { return it.region.data[0] == 0x29 ? 0 : 1; }).code);
  ASSERT_EQ(MEMCALL_OK, memcall_set_fork_action(it.region.data, kPage, MEMCALL_FORK_WIPE));
  EXPECT_EQ(0, InAChild([&] { return it.region.data[0] == 0 ? 0 : 1; }).code);
}

TEST(Fork, AChildsFailureIsItsOwn) {
  memcall_region region;
  EXPECT_EQ(0, InAChild([&] {
                 memcall_status status =
                     memcall_alloc(0, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region);
                 return status == MEMCALL_ERR_INVALID && memcall_last_error()->status == status ? 0
                                                                                                : 1;
               }).code);
}

}  // namespace
