/* interrupt_test.cc: whoever gives up in the middle leaves no process and no core file behind, and
   secmem ends by the signal that it was sent. */
#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/secmem/program.h"

namespace {

/* Folders of a process's own that are still there. */
int FoldersOf(pid_t pid) {
  int count = 0;
  const std::string own = "secmem-" + std::to_string(pid) + "-";
  for (const char *place : {"/dev/shm", "/tmp"}) {
    DIR *folder = opendir(place);
    if (folder == nullptr) continue;
    while (const dirent *entry = readdir(folder))
      if (std::string(entry->d_name).rfind(own, 0) == 0) count++;
    closedir(folder);
  }
  return count;
}

/* Children of a secmem that ended become ours: PR_SET_CHILD_SUBREAPER. */
class InterruptTest : public testing::TestWithParam<int> {
 protected:
  void SetUp() override { ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0); }

  /* What was killed with the attack may take a moment to be gone. */
  void ExpectNoOrphan() {
    int left = 0;
    for (int tries = 0; tries < 100 && (left = waitpid(-1, nullptr, WNOHANG)) >= 0; tries++)
      if (left == 0) usleep(20 * 1000);
    EXPECT_EQ(left, -1) << "a victim outlived the attack";
  }

  /* Starts an attack, sends the signal after so many milliseconds, and returns how it ended. */
  int Interrupted(int signal_number, int milliseconds, pid_t *pid) {
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC), status = 0;
    *pid = Start({{"attack"}, "", {}, {}}, null, null);
    usleep(static_cast<useconds_t>(milliseconds) * 1000);
    kill(*pid, signal_number);
    EXPECT_EQ(waitpid(*pid, &status, 0), *pid);
    close(null);
    return StatusOf(status);
  }
};

TEST_P(InterruptTest, LeavesNothing) {
  for (int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    pid_t pid;
    int status = Interrupted(signal_number, GetParam(), &pid);
    /* 0: it was done before the signal came. */
    EXPECT_TRUE(status == 128 + signal_number || status == 0) << status;
    EXPECT_EQ(FoldersOf(pid), 0);
    ExpectNoOrphan();
  }
}

/* Victims end with the attacker, however it ends. */
TEST_P(InterruptTest, KilledAttackerLeavesNoVictim) {
  pid_t pid;
  Interrupted(SIGKILL, GetParam(), &pid);
  ExpectNoOrphan();
  const std::string remove = "rm -rf /dev/shm/secmem-" + std::to_string(pid) + "-* /tmp/secmem-" +
                             std::to_string(pid) + "-*";
  EXPECT_EQ(system(remove.c_str()), 0); /* the one thing that kill -9 may leave behind */
}

INSTANTIATE_TEST_SUITE_P(After, InterruptTest, testing::Values(1, 10, 25, 40, 60, 90, 130, 200));

/* A secret that never comes can be given up. */
TEST_F(InterruptTest, WhileWaitingForTheSecret) {
  int ends[2], status = 0, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  int in = ends[0];
  pid_t pid = Start({{"attack", "--secret-file", "-"}, "", {}, [in] { dup2(in, STDIN_FILENO); }},
                    null, null);
  usleep(200 * 1000);
  kill(pid, SIGINT);
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_EQ(StatusOf(status), 128 + SIGINT);
  for (int fd : {ends[0], ends[1], null}) close(fd);
}

}  // namespace
