// Forks while another thread is inside a purge: in the child nobody finishes it.
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

}  // namespace
}  // namespace buffer_test
