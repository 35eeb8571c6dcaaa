// A fork with a stream of the parent's, also in the middle of a fill and beside busy threads: the
// child is told, never waits, and goes on with streams of its own.
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/children/children.h"
#include "tests/securememory/stream_fixture.h"

namespace {

using namespace secret_test;

using children::InChild;

class StreamFork : public WithStream, public ::testing::Test {
 protected:
  void SetUp() override { OpenAll(); }
  void TearDown() override { CloseAll(); }

  void LiveOn() {
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_stream_status(stream_));
    EXPECT_EQ("SECUREMEMORY_ERR_FORKED", Read(10));
    securememory_stream* parents = stream_;
    ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(factory_, kChunk, &stream_));
    Put(Text(2500));
    EXPECT_EQ(Text(2500), Read(2500));
    securememory_stream_destroy(stream_);
    stream_ = parents;
  }
};

TEST_F(StreamFork, TheParentsStaysWithTheParent) {
  Put(Text(2500));
  EXPECT_EQ(Text(10), Read(10));
  InChild([&] {
    LiveOn();
    CloseAll();
  });
  InChild([&] { CloseAll(); });  // the first call may be destroy
  EXPECT_EQ(Text(2500).substr(10), Read(5000)) << "the child's doings are its own";
}

// A raw clone(2) runs no handler, and the visit stays with the thread that it was made in.
TEST_F(StreamFork, TheFirstCallMayBeDestroyBesideAThreadThatTellsLeaks) {
  static std::atomic<int> told;
  told = 0;
  std::thread teller([&] {
    securememory_factory_leaks(
        factory_,
        [](const char*, void*) {
          told = 1;
          while (told != 2) std::this_thread::yield();
        },
        nullptr);
  });
  while (told != 1) std::this_thread::yield();
  pid_t pid = static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr));
  if (pid == 0) {
    alarm(10);
    securememory_stream_destroy(stream_);
    _exit(0);
  }
  int status = -1;
  EXPECT_EQ(pid, waitpid(pid, &status, 0));
  EXPECT_EQ(0, status);
  told = 2;
  teller.join();
}

TEST_F(StreamFork, TheChildReturnsFromASource) {
  pid_t pid = -1;
  Giver giver{Text(2500), 700};
  giver.before = [&] {
    if (giver.calls == 2) pid = fork();
    if (pid == 0) alarm(30);
  };
  size_t moved = 99;
  securememory_status status = securememory_stream_fill(stream_, giver.source(), SIZE_MAX, &moved);
  if (pid == 0) {
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, status);
    EXPECT_EQ(0u, moved);
    LiveOn();
    CloseAll();
    _exit(HasFailure() ? 1 : 0);
  }
  EXPECT_EQ(SECUREMEMORY_OK, status);
  int ended = -1;
  EXPECT_EQ(pid, waitpid(pid, &ended, 0));
  EXPECT_EQ(0, ended);
  EXPECT_EQ(Text(2500), Read(5000));
}

TEST_F(StreamFork, BesideBusyThreads) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; t++)
    threads.emplace_back([&] {
      while (!stop) {
        Put(Text(1500));
        EXPECT_FALSE(Read(1500).empty());
        EXPECT_LE(Leaks().size(), 1u);
      }
    });
  for (int i = 0; i < 50; i++) InChild([&] { LiveOn(); });
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
