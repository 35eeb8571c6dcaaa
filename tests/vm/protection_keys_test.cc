// Why protection keys are no boundary, and take no change of access's place: what a kernel that has them answers. Sources:
// pkeys(7), and Intel's manual on RDPKRU and WRPKRU. When one of these changes, lib/memguard/README.md has to.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <thread>

#include "tests/vm/closed.h"

namespace {

using closed::Reads;
using closed::Rights;
using closed::SetRights;

const size_t kPage = 4096;

uint32_t rights_of_handler;
void OnSignal(int) { rights_of_handler = Rights(); }

bool InChild(const std::function<bool()>& act) {
  pid_t child = fork();
  if (child == 0) _exit(act() ? 0 : 1);
  int status = 1;
  return waitpid(child, &status, 0) == child && status == 0;
}

// A page that is readable, but for its key.
class ProtectionKeys : public ::testing::Test {
 protected:
  void SetUp() override {
    key_ = static_cast<int>(syscall(SYS_pkey_alloc, 0UL, 1UL));
    if (key_ < 0) GTEST_SKIP() << "this processor or kernel has no protection keys";
    void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page_ = static_cast<unsigned char*>(page);
    memset(page, 0x5a, kPage);
    ASSERT_EQ(0, syscall(SYS_pkey_mprotect, page, kPage, PROT_READ, key_));
  }
  void TearDown() override {
    if (page_ != nullptr) munmap(page_, kPage);
    if (key_ >= 0) syscall(SYS_pkey_free, key_);
  }
  uint32_t Denied() const { return 1u << (2 * key_); }
  void Open() { SetRights(Rights() & ~(3u << (2 * key_))); }
  void Close() { SetRights(Rights() | Denied()); }

  // What another process of the same user reads of the page, as process_vm_readv(2) has it.
  bool AnotherProcessReads() {
    return InChild([this] {
      unsigned char bytes[32] = {};
      iovec here = {bytes, sizeof bytes}, there = {page_, sizeof bytes};
      ssize_t got = process_vm_readv(getppid(), &here, 1, &there, 1, 0);
      return got == sizeof bytes && bytes[31] == 0x5a;
    });
  }

  int key_ = -1;
  unsigned char* page_ = nullptr;
  closed::Faults caught_;
};

TEST_F(ProtectionKeys, CloseAPageToThisThread) {
  EXPECT_FALSE(Reads(page_));
  EXPECT_EQ(closed::BY_A_KEY, closed::code);
  Open();
  EXPECT_TRUE(Reads(page_));
  Close();
  EXPECT_FALSE(Reads(page_));
}

TEST_F(ProtectionKeys, CloseNoPageToAnotherProcess) {
  EXPECT_TRUE(AnotherProcessReads());
  ASSERT_EQ(0, mprotect(page_, kPage, PROT_NONE));
  EXPECT_FALSE(AnotherProcessReads()) << "what a hidden buffer promises";
}

TEST_F(ProtectionKeys, StayOpenInWhatAThreadStarts) {
  bool thread_reads = false;
  Open();
  std::thread([&] { thread_reads = Reads(page_); }).join();
  EXPECT_TRUE(thread_reads);
  EXPECT_TRUE(InChild([this] { return Reads(page_); }));
  Close();
}

TEST_F(ProtectionKeys, AreClosedInASignalHandler) {
  signal(SIGUSR1, OnSignal);
  Open();
  raise(SIGUSR1);
  EXPECT_NE(0u, rights_of_handler & Denied());
  EXPECT_TRUE(Reads(page_)) << "open again behind the handler";
  Close();
}

TEST_F(ProtectionKeys, OpenWhatTheyStillStandOnWhenTheyAreAllocatedAnew) {
  ASSERT_EQ(0, syscall(SYS_pkey_free, key_));
  ASSERT_EQ(key_, syscall(SYS_pkey_alloc, 0UL, 0UL));
  EXPECT_TRUE(Reads(page_));
}

}  // namespace
