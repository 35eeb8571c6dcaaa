// Catching on a system that fails: each call that it needs fails once, and nothing half-installed
// stays.
#include "tests/memguard/process/fake_fixture.h"

namespace process_test {
namespace {

const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_SYSTEM};

TEST_F(OnFake, CatchingSignalsIsAllOrNothing) {
  for (memcall_status error : kErrors) {
    size_t nth = 1;
    for (bool happened = true; happened; nth++) {
      SCOPED_TRACE(nth);
      memguard_status status = Failing(
          nth, error, [] { return memguard_catch_signals(nullptr, 0, Nothing, nullptr); },
          &happened);
      if (!happened) break;
      EXPECT_EQ(static_cast<memguard_status>(error), status);
      EXPECT_EQ(status, static_cast<memguard_status>(memcall_last_error()->status));
      ExpectNothingIsLeft();
    }
    EXPECT_EQ(7u, nth) << "a pipe, a thread, four handlers";
    for (int signal : kUsual) EXPECT_NE(before_[signal], ActionOf(signal).sa_handler);
    EXPECT_TRUE(inside_has_watcher());
    memguard_release_signals();
  }
}

// What was caught before the call that failed is caught after it.
TEST_F(OnFake, ASetThatCannotBeChangedStaysAsItIs) {
  const int kOther[] = {SIGTERM, SIGUSR1, SIGUSR2};
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_signals(nullptr, 0, Nothing, nullptr));
  const std::map<int, void (*)(int)> caught = Handlers();
  for (size_t nth = 1; nth <= 2; nth++) {
    bool happened = false;
    EXPECT_EQ(MEMGUARD_ERR_SYSTEM,
              Failing(
                  nth, MEMCALL_ERR_SYSTEM,
                  [&] { return memguard_catch_signals(kOther, 3, Nothing, nullptr); }, &happened));
    EXPECT_TRUE(happened);
    EXPECT_EQ(caught, Handlers());
    EXPECT_TRUE(inside_has_watcher());
  }
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_signals(kOther, 3, Nothing, nullptr));
  for (int signal : {SIGINT, SIGHUP, SIGQUIT})
    EXPECT_EQ(before_[signal], ActionOf(signal).sa_handler);
  for (int signal : kOther) EXPECT_EQ(caught.at(SIGTERM), ActionOf(signal).sa_handler);
}

TEST_F(OnFake, CatchingFaultsIsAllOrNothing) {
  for (memcall_status error : kErrors) {
    size_t nth = 1, hits = 0;
    for (bool happened = true; happened; nth++) {
      SCOPED_TRACE(nth);
      memguard_status status = MEMGUARD_OK;
      InFreshThread(
          [&] { status = Failing(nth, error, [] { return memguard_catch_faults(); }, &happened); });
      hits += status != MEMGUARD_OK;
      if (status != MEMGUARD_OK) {
        EXPECT_EQ(static_cast<memguard_status>(error), status);
        ExpectNothingIsLeft();
      }
      memguard_release_signals();
    }
    EXPECT_GE(hits, 4u) << "a look, a mapping, its use as a stack, handlers";
  }
}

}  // namespace
}  // namespace process_test
