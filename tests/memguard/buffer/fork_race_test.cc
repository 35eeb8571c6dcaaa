// Forks while another thread is inside a purge, a change of size or the quarantine: in the child
// nobody finishes it.
#include <sys/wait.h>

#include <atomic>
#include <thread>

#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class ForkRace : public BufferTest {};

// In the child: 0, or 200 and the signal that ended it (SIGALRM: it waited for ever).
int Child(memguard_buffer* buffer) {
  pid_t pid = fork();
  if (pid == 0) {
    alarm(20);
    memguard_buffer_destroy(buffer);
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

// The visits of the parent's purge are under way for ever in the child unless it forgets them.
TEST_F(ForkRace, AChildWaitsForNoPurgeOfItsParent) {
  std::string content(512 * Page(), 'c');  // takes a while to wipe, so that forks meet the visit
  memguard_options options = memguard_options_default();
  options.lock = MEMGUARD_OFF;
  Open(options);
  memguard_buffer* buffer = NewCopy(content);
  std::atomic<bool> done{false};
  std::thread purger([&] {
    while (!done) memguard_purge(context_);
  });
  for (int i = 0; i < 40; i++) ASSERT_EQ(0, Child(buffer)) << "fork " << i;
  done = true;
  purger.join();
  memguard_buffer_destroy(buffer);
}

int ChildWithBuffersOfItsOwn(memguard_context* context, memguard_buffer* parents) {
  pid_t pid = fork();
  if (pid == 0) {
    alarm(20);
    for (int i = 0; i < 100; i++) {
      memguard_buffer* own = nullptr;
      if (memguard_buffer_new_copy(context, "own", 4, &own) != MEMGUARD_OK) _exit(1);
      if (memguard_buffer_melt(own) != MEMGUARD_OK) _exit(2);
      if (memguard_buffer_resize(own, 5000) != MEMGUARD_OK) _exit(3);
      if (strcmp("own", reinterpret_cast<const char*>(memguard_buffer_data(own))) != 0) _exit(4);
      memguard_buffer_destroy(own);
    }
    if (memguard_buffer_status(parents) != MEMGUARD_ERR_FORKED) _exit(5);
    memguard_buffer_destroy(parents);
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

TEST_F(ForkRace, AChildWaitsForNobodyWhoChangedASizeOrUsedPagesAgain) {
  memguard_buffer* buffer = New(10);
  std::atomic<bool> done{false};
  FillQuarantine(1);
  std::thread changer([&] {
    for (size_t i = 0; !done; i++) {
      EXPECT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, 1 + i % 3 * Page()));
      memguard_buffer_destroy(New(1));
    }
  });
  for (int i = 0; i < 40; i++)
    ASSERT_EQ(0, ChildWithBuffersOfItsOwn(context_, buffer)) << "fork " << i;
  done = true;
  changer.join();
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
