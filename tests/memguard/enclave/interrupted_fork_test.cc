// A signal handler that forks between any two instructions of a seal or an open: the child goes on
// in the middle of the call, and finds empty pages where key and cipher were. It may fault there, or
// find the cipher broken, but nothing sealed under those may be handed out; without the second look
// at the generation it is.
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Secret;

constexpr int kForks = 150;
constexpr int kForked = 17, kWhole = 18;  // how a child may end

volatile pid_t child;
volatile sig_atomic_t fired;

void Fork(int) {
  child = fork();
  fired = 1;
}

class InterruptedForkTest : public EnclaveTest,
                            public ::testing::WithParamInterface<memguard_fork_action> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.fork_action = GetParam();
    Open(options);
    const unsigned char zeros[INSIDE_KEY] = {0};
    struct sigaction action = {};
    action.sa_handler = Fork;
    enclave_key_of(zeros, zeros, void_key_);
    ASSERT_EQ(0, sigaction(SIGALRM, &action, &before_));
  }
  void TearDown() override {
    sigaction(SIGALRM, &before_, nullptr);
    EnclaveTest::TearDown();
  }

  static void SetTimer() {
    const struct itimerval once = {{0, 0}, {0, 300}};
    fired = 0;
    ASSERT_EQ(0, setitimer(ITIMER_REAL, &once, nullptr));
  }

  // How the child ended that the signal made. A child that was made between two calls ends here.
  static int Answer() {
    int end = 0;
    if (child == 0) _exit(kWhole);
    EXPECT_EQ(child, waitpid(child, &end, 0));
    return WIFEXITED(end) ? WEXITSTATUS(end) : 1000 + WTERMSIG(end);
  }

  bool MayEndSo(int answer) const {
    bool faults = answer == 1000 + SIGSEGV || answer == 1000 + SIGABRT;
    return answer == kForked || answer == kWhole || (faults && GetParam() == MEMGUARD_FORK_WIPE);
  }

  struct sigaction before_ = {};
  unsigned char void_key_[INSIDE_KEY];  // what an empty page holds
};

TEST_P(InterruptedForkTest, ASealInTheMiddleOfAForkIsVoid) {
  int forked = 0;
  const std::string secret = Secret(64);
  for (int i = 0; i < kForks; i++) {
    SetTimer();
    while (fired == 0) {
      memguard_enclave* enclave = nullptr;
      memguard_status status =
          memguard_enclave_new_copy(context_, secret.data(), secret.size(), &enclave);
      if (fired != 0 && child == 0) {
        if (status == MEMGUARD_ERR_FORKED) _exit(enclave == nullptr ? kForked : 1);
        if (status != MEMGUARD_OK) _exit(2);
        _exit(enclave_opens_under(enclave, void_key_) ? 3 : kWhole);
      }
      EXPECT_EQ(MEMGUARD_OK, status);
      memguard_enclave_destroy(enclave);
    }
    int answer = Answer();
    ASSERT_TRUE(MayEndSo(answer)) << answer;
    forked += answer == kForked;
  }
  EXPECT_GT(forked, 0) << "no signal met a call";
}

TEST_P(InterruptedForkTest, AnOpenInTheMiddleOfAForkIsForkedOrWhole) {
  const std::string secret = Secret(64);
  memguard_enclave* enclave = Seal(secret);
  for (int i = 0; i < kForks; i++) {
    SetTimer();
    while (fired == 0) {
      char bytes[64] = "";
      size_t length = 0;
      memguard_status status = memguard_enclave_open_into(enclave, bytes, sizeof bytes, &length);
      if (fired != 0 && child == 0) {
        if (status == MEMGUARD_ERR_FORKED) _exit(kForked);
        _exit(status == MEMGUARD_OK && std::string(bytes, length) == secret ? kWhole : 1);
      }
      EXPECT_EQ(MEMGUARD_OK, status);
    }
    int answer = Answer();
    ASSERT_TRUE(MayEndSo(answer)) << answer;
  }
  memguard_enclave_destroy(enclave);
}

INSTANTIATE_TEST_SUITE_P(All, InterruptedForkTest,
                         ::testing::Values(MEMGUARD_FORK_WIPE, MEMGUARD_FORK_INHERIT));

}  // namespace
