// A forked child: what waits stays with the parent, and so does what stands open.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Giver;
using stream_test::IsZero;
using stream_test::Secret;
using stream_test::Taker;

// Runs `child` in a forked child; 0 when it was content, else the line it complains of.
int InChild(const std::function<int()>& child) {
  pid_t pid = fork();
  if (pid == 0) {
    alarm(30);
    _exit(child());
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#define CHECK_CHILD(condition) \
  if (!(condition)) return __LINE__ % 251 + 1

struct Policy {
  const char* name;
  memguard_policy fork;
  memguard_fork_action action;
};

class ForkTest : public stream_test::StreamTest, public ::testing::WithParamInterface<Policy> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.fork = GetParam().fork;
    options.fork_action = GetParam().action;
    Open(options);
    Make(kChunk);
    Put(Secret(2500));
    EXPECT_EQ(Secret(2500).substr(0, 10), Take(10));
  }

  void ExpectTheParentGoesOn() { EXPECT_EQ(Secret(2500).substr(10), Take(3000)); }

  // Every call of a child.
  int AllForked() {
    char bytes[10];
    size_t got = 99;
    Giver giver{"x"};
    Taker taker;
    memguard_buffer* out = reinterpret_cast<memguard_buffer*>(this);
    CHECK_CHILD(memguard_stream_status(stream_) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(memguard_stream_size(stream_) == 0);
    CHECK_CHILD(memguard_stream_read(stream_, bytes, 10, &got) == MEMGUARD_ERR_FORKED && got == 0);
    CHECK_CHILD(memguard_stream_peek(stream_, bytes, 10, &got) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(memguard_stream_next(stream_, &out) == MEMGUARD_ERR_FORKED && out == nullptr);
    CHECK_CHILD(memguard_stream_read_all(stream_, &out) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(memguard_stream_write(stream_, bytes, 10) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(memguard_stream_write_copy(stream_, bytes, 10) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(memguard_stream_fill(stream_, giver.source(), 9, &got) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(memguard_stream_drain(stream_, taker.sink(), &got) == MEMGUARD_ERR_FORKED);
    CHECK_CHILD(giver.calls + taker.calls == 0);
    return 0;
  }
};

TEST_P(ForkTest, EveryCallIsForked) {
  EXPECT_EQ(0, InChild([&] { return AllForked(); }));
  ExpectTheParentGoesOn();
}

TEST_P(ForkTest, AThreadOfTheParentWasInTheMidstOfACall) {
  stream_hold_locks(stream_);
  EXPECT_EQ(0, InChild([&] {
              int line = AllForked();
              memguard_stream_destroy(stream_);
              return line;
            }));
  stream_release_locks(stream_);
  ExpectTheParentGoesOn();
}

TEST_P(ForkTest, TheChildMayDestroyAllAndMakeItsOwn) {
  EXPECT_EQ(0, InChild([&] {
              memguard_stream* own = nullptr;
              char bytes[6] = "child";
              size_t got = 0;
              memguard_stream_destroy(stream_);
              CHECK_CHILD(enclave_live(context_) == 0);
              CHECK_CHILD(memguard_stream_new(context_, 0, &own) == MEMGUARD_OK);
              CHECK_CHILD(memguard_stream_write(own, bytes, 6) == MEMGUARD_OK);
              CHECK_CHILD(memguard_stream_read(own, bytes, 2, &got) == MEMGUARD_OK && got == 2);
              CHECK_CHILD(memguard_stream_read(own, bytes + 2, 4, &got) == MEMGUARD_OK);
              CHECK_CHILD(strcmp(bytes, "child") == 0);
              memguard_stream_destroy(own);
              CHECK_CHILD(memguard_context_destroy(context_) == MEMGUARD_OK);
              return 0;
            }));
  ExpectTheParentGoesOn();
}

// Looks without entering the library first.
TEST_P(ForkTest, WhatStandsOpenIsEmptyOrGone) {
  size_t size = 0;
  const unsigned char* window = stream_window(stream_, &size);
  bool excluded = GetParam().action == MEMGUARD_FORK_EXCLUDE;
  bool inherited = GetParam().fork == MEMGUARD_OFF;
  EXPECT_EQ(0, InChild([&] {
              if (excluded) {
                unsigned char resident = 0;
                CHECK_CHILD(mincore(const_cast<unsigned char*>(window), size, &resident) != 0);
                return 0;
              }
              CHECK_CHILD(IsZero(window, size) != inherited);
              CHECK_CHILD(memguard_stream_status(stream_) == MEMGUARD_ERR_FORKED);
              memguard_stream_destroy(stream_);
              return 0;
            }));
  ExpectTheParentGoesOn();
}

// --- A source or sink that forks ----------------------------------------------------------------

// Ends a child: with 0 when it was content.
void EndChild(pid_t pid, bool content, const char* what) {
  if (pid == 0) _exit(content ? 0 : 1);
  int end = 0;
  waitpid(pid, &end, 0);
  EXPECT_EQ(0, end) << what;
}

TEST_P(ForkTest, ASourceThatForks) {
  pid_t pid = -1;
  Giver giver{Secret(1500), 700};
  size_t moved = 99;
  giver.before = [&] {
    if (giver.calls == 2) pid = fork();
    bool absent = pid == 0 && GetParam().action == MEMGUARD_FORK_EXCLUDE;
    if (absent) giver.at = giver.text.size();  // there is no place to write to
  };
  memguard_status status = memguard_stream_fill(stream_, giver.source(), SIZE_MAX, &moved);
  bool forked = status == MEMGUARD_ERR_FORKED && moved == 0 && giver.calls == 3;
  if (pid == 0) memguard_stream_destroy(stream_);
  EndChild(pid, forked && enclave_live(context_) == 0, "the child of a source");
  EXPECT_EQ(MEMGUARD_OK, status);
  EXPECT_EQ(Secret(2500).substr(10) + Secret(1500), Take(5000));
}

TEST_P(ForkTest, ASinkThatForks) {
  pid_t pid = -1;
  Taker taker;
  size_t moved = 99;
  taker.before = [&] {
    if (taker.calls == 1) pid = fork();
    if (pid == 0) taker.fails_on = 2;  // what it is given is the parent's
  };
  memguard_status status = memguard_stream_drain(stream_, taker.sink(), &moved);
  bool forked = status == MEMGUARD_ERR_FORKED && taker.calls == 2;
  if (pid == 0) memguard_stream_destroy(stream_);
  EndChild(pid, forked && enclave_live(context_) == 0, "the child of a sink");
  EXPECT_EQ(MEMGUARD_OK, status);
  EXPECT_EQ(Secret(2500).substr(10), taker.text);
}

INSTANTIATE_TEST_SUITE_P(
    All, ForkTest,
    ::testing::Values(Policy{"Wipe", MEMGUARD_DEFAULT, MEMGUARD_FORK_WIPE},
                      Policy{"Exclude", MEMGUARD_DEFAULT, MEMGUARD_FORK_EXCLUDE},
                      Policy{"Off", MEMGUARD_OFF, MEMGUARD_FORK_DEFAULT}),
    [](const ::testing::TestParamInfo<Policy>& policy) { return policy.param.name; });

}  // namespace
