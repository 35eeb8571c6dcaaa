/* signal_frame_test.cc: the kernel saves all registers in a signal's frame, on the stack of its
   handler. After a call of ours there is nothing to save. In the middle of one there is, which
   nothing promises otherwise (SECURITY.md): to show it, the processor steps through the call, and a
   signal comes at instructions at which registers hold the secret. */
#include <gtest/gtest.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "securememory/securememory.h"
#include "tests/attack/own_memory.h"
#include "tests/attack/self.h"

namespace {

using attack_test::OwnMemory;

const size_t kText = sizeof(OwnMemory::Aside::text), kStack = 1 << 18;
const int kMoments = 24;
const greg_t kTrap = 0x100; /* the trap flag */

struct Stepping {
  uint64_t words[kText / 8]; /* what is looked for in registers */
  int wanted, seen;          /* the signal comes when it is there for the so-manieth time */
  bool on;
} step;

bool HasWord(const void *from, size_t size) {
  const uint64_t *at = static_cast<const uint64_t *>(from);
  for (size_t i = 0; i < size / 8; i++)
    if (at[i] != 0 && std::find(step.words, std::end(step.words), at[i]) != std::end(step.words))
      return true;
  return false;
}

/* struct _fpx_sw_bytes: how long what was saved is. */
size_t SavedSize(const void *saved) {
  uint32_t words[2];
  memcpy(words, static_cast<const char *>(saved) + 464, sizeof words);
  return words[0] == 0x46505853 ? words[1] : 512;
}

bool InRegisters(const ucontext_t *at) {
  const void *saved = at->uc_mcontext.fpregs;
  return HasWord(at->uc_mcontext.gregs, sizeof at->uc_mcontext.gregs) ||
         HasWord(saved, SavedSize(saved));
}

/* After each instruction. The other signal waits until this handler returns, and then finds the
   registers as they are between two instructions of the call, which runs on as ever. */
void OnStep(int, siginfo_t *, void *context) {
  ucontext_t *at = static_cast<ucontext_t *>(context);
  bool here = step.on && InRegisters(at) && step.seen++ == step.wanted;
  if (here) kill(getpid(), SIGUSR1);
  if (here || !step.on) at->uc_mcontext.gregs[REG_EFL] &= ~kTrap;
}

void OnSignal(int) {}

__attribute__((noinline)) void SetTrap() {
  step.on = true;
  __asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq" ::: "memory", "cc");
}

class SignalFrame : public testing::Test {
 protected:
  void SetUp() override {
    const memguard_options options = memguard_options_relaxed();
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK);
    slot_ = static_cast<unsigned char *>(memguard_malloc(context_, kText));
    stack_ = mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const stack_t stack = {stack_, 0, kStack};
    ASSERT_EQ(sigaltstack(&stack, nullptr), 0);
    struct sigaction action = {};
    action.sa_sigaction = OnStep;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaddset(&action.sa_mask, SIGUSR1);
    ASSERT_EQ(sigaction(SIGTRAP, &action, nullptr), 0);
  }
  void TearDown() override {
    const stack_t none = {nullptr, SS_DISABLE, 0};
    sigaltstack(&none, nullptr);
    munmap(stack_, kStack);
    memguard_free(context_, slot_);
    EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK);
  }

  /* On a stack of its own: nothing else overwrites its frame. */
  void HandleOn() {
    struct sigaction action = {};
    action.sa_handler = OnSignal;
    action.sa_flags = SA_ONSTACK;
    ASSERT_EQ(sigaction(SIGUSR1, &action, nullptr), 0);
  }

  /* Steps through the act, and has the signal come when the text is in registers for the
     so-manieth time; -1: never. */
  void Step(int moment, bool (*act)(SignalFrame *)) {
    memcpy(step.words, text(), kText);
    step.wanted = moment;
    step.seen = 0;
    memguard_scrub_registers();  // of this test's own copying
    SetTrap();
    bool done = act(this);
    step.on = false;
    memguard_wipe(step.words, kText);
    EXPECT_TRUE(done) << memcall_last_error()->text;
  }

  /* The longest part that is left in any memory when the signal came at one of kMoments moments. */
  size_t Left(bool (*act)(SignalFrame *)) {
    size_t most = 0;
    Step(-1, act);
    memguard_wipe(stack_, kStack);
    const int moments = step.seen, apart = std::max(1, moments / kMoments);
    EXPECT_NE(moments, 0) << "it was never in a register";
    for (int moment = 0; moment < moments; moment += apart) {
      Step(moment, act);
      most = std::max(most, memory_.Found(slot_, kText));
      memguard_wipe(stack_, kStack);
    }
    return most;
  }

  OwnMemory memory_;
  memguard_context *context_ = nullptr;
  unsigned char *slot_ = nullptr;
  void *stack_ = nullptr;
  memguard_enclave *enclave_ = nullptr;
  securememory_factory *factory_ = nullptr;
  securememory_secret *secret_ = nullptr;

  const char *text() const { return memory_.aside()->text; }
  void Make() {
    ASSERT_EQ(memguard_enclave_new_copy(context_, text(), kText, &enclave_), MEMGUARD_OK);
    ASSERT_EQ(securememory_factory_new(context_, SECUREMEMORY_SEALED, nullptr, &factory_),
              SECUREMEMORY_OK);
    ASSERT_EQ(securememory_secret_new_copy(factory_, text(), kText, &secret_), SECUREMEMORY_OK);
  }
  void Drop() {
    memguard_enclave_destroy(enclave_);
    securememory_secret_destroy(secret_);
    EXPECT_EQ(securememory_factory_destroy(factory_), SECUREMEMORY_OK);
  }

  static bool CopyPlainly(SignalFrame *it) {
    void *(*volatile copy)(void *, const void *, size_t) = memcpy;
    copy(it->slot_, it->text(), kText);
    return true;
  }
  static bool Copy(SignalFrame *it) {
    memguard_copy(it->slot_, it->text(), kText);
    return true;
  }
  static bool OpenEnclave(SignalFrame *it) {
    size_t length = 0;
    return memguard_enclave_open_into(it->enclave_, it->slot_, kText, &length) == MEMGUARD_OK;
  }
  static int TakeBytes(const unsigned char *bytes, size_t length, void *to) {
    memcpy(to, bytes, length);
    return 0;
  }
  static bool EnterSecret(SignalFrame *it) {
    return securememory_secret_with_bytes(it->secret_, TakeBytes, it->slot_) == SECUREMEMORY_OK;
  }

  /* A signal right behind the act; what its frame, and the stack, hold then. */
  size_t LeftAfter(bool (*act)(SignalFrame *)) {
    memguard_scrub_registers();
    EXPECT_TRUE(act(this));
    kill(getpid(), SIGUSR1);
    return memory_.Found(slot_, kText);
  }
};

TEST_F(SignalFrame, AfterACallItHoldsNothing) {
  Make();
  HandleOn();
  for (auto act : {Copy, OpenEnclave, EnterSecret}) EXPECT_EQ(LeftAfter(act), 0u);
  Drop();
}

TEST_F(SignalFrame, ControlAfterMemcpyItHoldsTheSecret) {
  HandleOn();
  EXPECT_GE(LeftAfter(CopyPlainly), 16u);
}

TEST_F(SignalFrame, NotPromisedInTheMiddleOfACall) {
  HandleOn();
  EXPECT_GE(Left(Copy), 16u) << "better than SECURITY.md says";
}

/* The frame of a crash is on a stack of the library's, unless the thread has one: registers may hold
   anything then, so no core file has it. */
TEST(SignalStack, OfTheLibraryIsKeptOutOfCoreFiles) {
  pid_t child = fork();
  if (child == 0) {
    stack_t now;
    if (memguard_catch_faults() != MEMGUARD_OK || sigaltstack(nullptr, &now) != 0) _exit(1);
    const uint32_t pages = attack_test::PageOf(static_cast<char *>(now.ss_sp) + now.ss_size - 1);
    _exit((now.ss_flags & SS_DISABLE) == 0 && (pages & ATTACK_PAGE_NO_DUMP) != 0 ? 0 : 2);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
