// The thread that renews halves stays with the parent; a child starts its own.
#include <sys/wait.h>
#include <unistd.h>

#include "tests/memguard/enclave/refresher.h"

namespace {

using enclave_test::RefresherTest;

class RefresherForkTest : public RefresherTest,
                          public ::testing::WithParamInterface<memguard_fork_action> {};

TEST_P(RefresherForkTest, AChildStartsItsOwn) {
  memguard_options options = enclave_test::Refreshed();
  options.fork_action = GetParam();
  Open(options);
  memguard_enclave* enclave = Seal("secret");
  pid_t pid = fork();
  if (pid == 0) {
    alarm(30);
    memguard_enclave* own = Seal("child");
    bool changes = ChangeByThemselves();
    bool opens = Content(own) == "child";
    memguard_enclave_destroy(own);
    memguard_enclave_destroy(enclave);
    bool ends = memguard_context_destroy(context_) == MEMGUARD_OK;
    _exit(changes && opens && ends ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  EXPECT_EQ(0, status);
  EXPECT_TRUE(ChangeByThemselves()) << "the parent's goes on";
  memguard_enclave_destroy(enclave);
}

INSTANTIATE_TEST_SUITE_P(All, RefresherForkTest,
                         ::testing::Values(MEMGUARD_FORK_WIPE, MEMGUARD_FORK_INHERIT));

}  // namespace
