// Threads allocate while the main thread forks, and all that never waits for a fork.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "tests/children/children.h"
#include "tests/memguard/context/inside.h"

extern char** environ;

namespace {

const int kChildren = 200, kThreads = 3;

memguard_context* NewContext(memguard_fork_action action) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = action;
  memguard_context* context = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context)) << memcall_last_error()->text;
  return context;
}

// Makes, checks and ends one of each; 0, or what was wrong.
int Work(memguard_context* context) {
  unsigned char bytes[40];
  size_t length = 0;
  for (size_t size : {size_t{24}, size_t{5000}, size_t{100000}}) {
    unsigned char* object = static_cast<unsigned char*>(memguard_malloc(context, size));
    if (object == nullptr) return 1;
    for (size_t i = 0; i < size; i += 8)
      if (object[i] != 0) return 2;
    memset(object, 0x5a, size);
    memguard_free(context, object);
  }
  memguard_buffer* buffer = nullptr;
  if (memguard_buffer_new_copy(context, "secret", 6, &buffer) != MEMGUARD_OK) return 3;
  if (memguard_buffer_melt(buffer) != MEMGUARD_OK) return 4;
  if (memcmp(memguard_buffer_data(buffer), "secret", 6) != 0) return 5;
  if (memguard_buffer_resize(buffer, 5000) != MEMGUARD_OK) return 10;
  if (memcmp(memguard_buffer_data(buffer), "secret", 6) != 0) return 11;
  memguard_buffer_destroy(buffer);
  memguard_enclave* enclave = nullptr;
  if (memguard_enclave_new_copy(context, "sealed", 6, &enclave) != MEMGUARD_OK) return 6;
  if (memguard_enclave_open_into(enclave, bytes, sizeof bytes, &length) != MEMGUARD_OK) return 7;
  if (length != 6 || memcmp(bytes, "sealed", 6) != 0) return 8;
  memguard_enclave_destroy(enclave);
  return 0;
}

class Storm : public ::testing::TestWithParam<memguard_fork_action> {};

TEST_P(Storm, ChildrenAllocateVerifyAndExit) {
  memguard_context* context = NewContext(GetParam());
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++)
    threads.emplace_back([&] {
      while (!stop) failures += Work(context) != 0;
    });
  unsigned char* mine = static_cast<unsigned char*>(memguard_malloc(context, 32));
  ASSERT_NE(nullptr, mine);
  mine[31] = 0x77;
  bool inherits = GetParam() == MEMGUARD_FORK_INHERIT;
  for (int i = 0; i < kChildren; i++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);
      int result = Work(context);
      if (result == 0 && inherits && (mine[31] != 0x77 || !memguard_owns(context, mine)))
        result = 9;
      memguard_free(context, mine);
      _exit(result != 0 ? result : Work(context));
    }
    int status = -1;
    ASSERT_EQ(child, waitpid(child, &status, 0));
    EXPECT_EQ(0, status) << "child " << i;
  }
  stop = true;
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(0, failures);
  EXPECT_EQ(0x77, mine[31]);
  memguard_free(context, mine);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

std::string NameOf(const ::testing::TestParamInfo<memguard_fork_action>& action) {
  const char* const kNames[] = {"", "Wipe", "Exclude", "Inherit"};
  return kNames[action.param];
}

INSTANTIATE_TEST_SUITE_P(Actions, Storm,
                         ::testing::Values(MEMGUARD_FORK_WIPE, MEMGUARD_FORK_EXCLUDE,
                                           MEMGUARD_FORK_INHERIT),
                         NameOf);

/* --- Who holds a lock and does not come round ---------------------------------------------- */

// The holder may be the thread that forks, in a signal handler: it would wait for itself.
TEST(ForkBesideAHolder, IsNotHeldUpForEver) {
  memguard_context* context = NewContext(MEMGUARD_FORK_INHERIT);
  EXPECT_EQ(0, Work(context));
  inside_lock(context);
  children::InChild([&] {
    EXPECT_EQ(0, Work(context));
    EXPECT_TRUE(inside_try_lock(context));
  });
  inside_unlock(context);
  EXPECT_TRUE(inside_try_lock(context)) << "the fork left it alone";
  inside_unlock(context);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST(ForkBesideAHolder, TwoThreadsForkAtOnce) {
  memguard_context* context = NewContext(MEMGUARD_FORK_INHERIT);
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int i = 0; i < kThreads; i++)
    threads.emplace_back([&] {
      for (int round = 0; round < 20; round++) {
        pid_t child = fork();
        if (child == 0) {
          alarm(60);
          _exit(Work(context));
        }
        int status = -1;
        failures += waitpid(child, &status, 0) != child || status != 0;
      }
    });
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(0, failures);
  EXPECT_EQ(0, Work(context));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

/* --- Children that are no copies ----------------------------------------------------------- */

int ExitOf(pid_t child) {
  int status = -1;
  EXPECT_EQ(child, waitpid(child, &status, 0));
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Neither runs fork handlers: a lock that another thread holds is nothing to them.
TEST(OtherChildren, SpawnAndVforkLeaveTheParentAlone) {
  memguard_context* context = NewContext(MEMGUARD_FORK_INHERIT);
  void* object = memguard_malloc(context, 32);
  ASSERT_NE(nullptr, object);
  memset(object, 0x5a, 32);
  uint32_t before = inside_generation();
  inside_lock(context);
  char name[] = "true";
  char* const arguments[] = {name, nullptr};
  pid_t child = -1;
  ASSERT_EQ(0, posix_spawnp(&child, "true", nullptr, nullptr, arguments, environ));
  EXPECT_EQ(0, ExitOf(child));
  child = vfork();
  if (child == 0) _exit(3);
  EXPECT_EQ(3, ExitOf(child));
  inside_unlock(context);
  EXPECT_EQ(before, inside_generation());
  EXPECT_EQ(0x5a, static_cast<unsigned char*>(object)[31]);
  EXPECT_EQ(1, memguard_owns(context, object));
  memguard_free(context, object);
  EXPECT_EQ(0, Work(context));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

// A child that executes another program never enters the library.
TEST(OtherChildren, ForkAndExecuteNeedNothing) {
  memguard_context* context = NewContext(MEMGUARD_FORK_INHERIT);
  pid_t child = fork();
  if (child == 0) {
    execlp("true", "true", static_cast<char*>(nullptr));
    _exit(9);
  }
  EXPECT_EQ(0, ExitOf(child));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
