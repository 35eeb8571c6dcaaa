/* core_pipe_test.cc: what a program behind a pipe in core_pattern gets (core(5)): all of a core file,
   though the limit of core files is 0. For as long as it takes, the pattern of the whole machine is
   another one; a guardian puts it back, however this program ends. Only by name, and as root. */
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "memguard/memguard.h"
#include "tools/secmem/attack/search.h"

namespace {

const char kPattern[] = "/proc/sys/kernel/core_pattern";
const size_t kLength = 32;

std::string Read(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

bool Write(const std::string &text) {
  std::ofstream file(kPattern);
  return static_cast<bool>(file << text << std::flush);
}

/* Waits until the pipe ends, which happens when this program does. */
void Guard(int from, const std::string &pattern) {
  char byte;
  setsid();
  for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) signal(number, SIG_IGN);
  while (read(from, &byte, 1) < 0 && errno == EINTR) continue;
  Write(pattern);
  _exit(0);
}

/* On pages of its own that no core file holds: nothing else in this program has the secret. */
struct Aside {
  unsigned char secret[kLength];
};

class CorePipe : public testing::Test {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/core-pipe-XXXXXX";
    before_ = Read(kPattern);
    struct rlimit limit;
    getrlimit(RLIMIT_CORE, &limit);
    std::cout << "core_pattern " << before_ << "core limit " << limit.rlim_cur << std::endl;
    if (geteuid() != 0 || access(kPattern, W_OK) != 0 || access("/usr/bin/dd", X_OK) != 0)
      GTEST_SKIP() << "core_pattern may not be written here: only root may, and not in a container";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    MakeSecret();
    ASSERT_EQ(pipe2(guardian_, O_CLOEXEC), 0);
    guard_ = fork();
    if (guard_ == 0) close(guardian_[1]), Guard(guardian_[0], before_);
    close(guardian_[0]);
    if (!Write("|/usr/bin/dd status=none of=" + folder_ + "/%P"))
      GTEST_SKIP() << "core_pattern may not be written here";
  }
  void TearDown() override {
    if (folder_.empty()) return;
    close(guardian_[1]);
    waitpid(guard_, nullptr, 0);
    EXPECT_EQ(Read(kPattern), before_);
    EXPECT_EQ(system(("rm -rf " + folder_).c_str()), 0);
    munmap(aside_, sizeof *aside_);
  }

  void MakeSecret() {
    aside_ = static_cast<Aside *>(
        mmap(nullptr, sizeof *aside_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ASSERT_EQ(madvise(aside_, sizeof *aside_, MADV_DONTDUMP), 0);
    ASSERT_EQ(memcall_random(aside_->secret, kLength), MEMCALL_OK);
  }

  /* The path of what the handler got of a victim that keeps the secret and dies. */
  std::string Dump(void *(*keep)(const unsigned char *secret), uint32_t hardening) {
    const struct rlimit none = {0, 0};
    pid_t victim = fork();
    if (victim == 0) {
      signal(SIGABRT, SIG_DFL);
      if (setrlimit(RLIMIT_CORE, &none) != 0 || keep(aside_->secret) == nullptr ||
          (hardening != 0 && memcall_harden(hardening, nullptr) != MEMCALL_OK))
        _exit(1);
      abort();
    }
    int status = 0;
    EXPECT_EQ(waitpid(victim, &status, 0), victim);
    EXPECT_TRUE(WIFSIGNALED(status));
    return folder_ + "/" + std::to_string(victim);
  }

  /* The longest part of the secret that is in it. */
  size_t Found(const std::string &path) {
    const std::string core = Read(path);
    EXPECT_GT(core.size(), 4096u) << "the handler got a core file";
    attack_search *search = attack_search_new(memguard_default_context(), aside_->secret, kLength);
    attack_search_start(search);
    attack_search_feed(search, reinterpret_cast<const unsigned char *>(core.data()), core.size());
    size_t found = attack_search_found(search);
    attack_search_free(search);
    return found;
  }

  static void *KeepInMalloc(const unsigned char *secret) {
    void *block = malloc(kLength);
    memguard_copy(block, secret, kLength);
    return block;
  }
  static void *KeepInSlot(const unsigned char *secret) {
    void *slot = memguard_malloc(memguard_default_context(), kLength);
    if (slot != nullptr) memguard_copy(slot, secret, kLength);
    return slot;
  }
  static void *KeepInBuffer(const unsigned char *secret) {
    memguard_buffer *buffer = nullptr;
    return memguard_buffer_new_copy(memguard_default_context(), secret, kLength, &buffer) ==
                   MEMGUARD_OK
               ? buffer
               : nullptr;
  }

  std::string before_, folder_;
  int guardian_[2] = {-1, -1};
  pid_t guard_ = -1;
  Aside *aside_ = nullptr;
};

TEST_F(CorePipe, ControlALimitOfZeroDoesNotStopIt) {
  EXPECT_EQ(Found(Dump(KeepInMalloc, 0)), kLength);
  EXPECT_EQ(Found(Dump(KeepInMalloc, MEMCALL_HARDEN_CORE_DUMPS)), kLength);
}

TEST_F(CorePipe, PagesThatAreExcludedAreNotInIt) {
  EXPECT_EQ(Found(Dump(KeepInSlot, 0)), 0u);
  EXPECT_EQ(Found(Dump(KeepInBuffer, 0)), 0u);
}

/* The program behind the pipe is not even started. */
TEST_F(CorePipe, NotDumpableStopsIt) {
  EXPECT_NE(access(Dump(KeepInMalloc, MEMCALL_HARDEN_NOT_DUMPABLE).c_str(), F_OK), 0);
}

}  // namespace
