// A secret typed at a terminal: a pseudo terminal whose other end is this test.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

const char kPrompt[] = "Passphrase: ";

// A child with a terminal of its own; this process types and looks on.
class Prompt : public World, public ::testing::TestWithParam<securememory_kind> {
 protected:
  void SetUp() override {
    Open(GetParam());
    master_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(master_, 0);
    ASSERT_EQ(0, grantpt(master_));
    ASSERT_EQ(0, unlockpt(master_));
    // Open here too, so that the terminal outlives the child and can be looked at.
    slave_ = open(ptsname(master_), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(slave_, 0);
    ASSERT_EQ(0, tcgetattr(slave_, &before_));
  }
  void TearDown() override {
    if (child_ > 0) {
      kill(child_, SIGKILL);
      waitpid(child_, nullptr, 0);
    }
    close(slave_);
    close(master_);
    Close();
  }

  void Run(const std::function<int()>& body) {
    child_ = fork();
    if (child_ != 0) return;
    alarm(60);  // SIGALRM, at its default, ends a prompt too
    setsid();
    if (ioctl(slave_, TIOCSCTTY, 0) != 0) _exit(99);
    _exit(body());
  }
  // Asks once; the answer's status, and whether it was the expected one.
  int Ask(const std::string& expected, size_t limit = 100) {
    securememory_factory* factory = nullptr;
    memguard_context* context = nullptr;
    const memguard_options options = memguard_options_relaxed();
    securememory_secret* secret = nullptr;
    if (memguard_context_new(&options, &context) != MEMGUARD_OK) return 90;
    if (securememory_factory_new(context, GetParam(), nullptr, &factory) != SECUREMEMORY_OK)
      return 91;
    securememory_status status = securememory_secret_new_prompt(factory, kPrompt, limit, &secret);
    if (status != SECUREMEMORY_OK) {
      fprintf(stderr, "%s\n", memcall_last_error()->text);
      return secret == nullptr ? static_cast<int>(status) : 92;
    }
    Bytes content = Content(secret);
    securememory_secret_destroy(secret);
    return std::string(content.begin(), content.end()) == expected ? 0 : 93;
  }

  bool Echoes() {
    termios now;
    EXPECT_EQ(0, tcgetattr(slave_, &now));
    return (now.c_lflag & ECHO) != 0;
  }
  // Reads what the terminal shows until it shows `text`.
  bool Shows(const std::string& text) {
    for (int tries = 0; tries < 300; tries++) {
      size_t at = shown_.find(text, seen_);
      if (at != std::string::npos) {
        seen_ = at + text.size();
        return true;
      }
      pollfd ready = {master_, POLLIN, 0};
      char bytes[256];
      if (poll(&ready, 1, 100) <= 0) continue;
      ssize_t got = read(master_, bytes, sizeof bytes);
      if (got > 0) shown_.append(bytes, static_cast<size_t>(got));
    }
    return false;
  }
  void WaitForPrompt() {
    ASSERT_TRUE(Shows(kPrompt)) << shown_;
    EXPECT_FALSE(Echoes());
  }
  void Type(const std::string& text) {
    ASSERT_EQ(static_cast<ssize_t>(text.size()), write(master_, text.data(), text.size()));
  }
  int Wait() {
    int status = -1;
    EXPECT_EQ(child_, waitpid(child_, &status, 0));
    child_ = -1;
    ExpectTerminalAsBefore();
    return status;
  }
  void ExpectTerminalAsBefore() {
    termios now;
    ASSERT_EQ(0, tcgetattr(slave_, &now));
    EXPECT_EQ(before_.c_lflag, now.c_lflag);
    EXPECT_EQ(before_.c_iflag, now.c_iflag);
    EXPECT_EQ(before_.c_oflag, now.c_oflag);
    EXPECT_EQ(before_.c_cflag, now.c_cflag);
  }
  void ExpectExit(securememory_status expected) {
    int status = Wait();
    ASSERT_TRUE(WIFEXITED(status)) << status;
    EXPECT_EQ(static_cast<int>(expected), WEXITSTATUS(status));
  }
  void ExpectEndBy(int signal) {
    int status = Wait();
    ASSERT_TRUE(WIFSIGNALED(status)) << status;
    EXPECT_EQ(signal, WTERMSIG(status));
  }

  int master_ = -1, slave_ = -1;
  pid_t child_ = -1;
  termios before_ = {};
  std::string shown_;
  size_t seen_ = 0;
};
FOR_EVERY_KIND(Prompt);

// --- What is typed -----------------------------------------------------------------------------

TEST_P(Prompt, ALineIsTheSecretAndIsNotShown) {
  Run([&] { return Ask("correct horse"); });
  WaitForPrompt();
  Type("correct horse\n");
  ExpectExit(SECUREMEMORY_OK);
  EXPECT_TRUE(Shows("\n"));
  EXPECT_EQ(std::string::npos, shown_.find("horse")) << shown_;
}

TEST_P(Prompt, BytesAreAsTheyWereTyped) {
  const std::string kText = "p\xc3\xa4ssw\xc3\xb6rd \xe2\x82\xac \xf0\x9f\x94\x91 \xff";
  termios strips = before_;
  strips.c_iflag |= ISTRIP;
  ASSERT_EQ(0, tcsetattr(slave_, TCSANOW, &strips));
  ASSERT_EQ(0, tcgetattr(slave_, &before_));
  Run([&] { return Ask(kText); });
  WaitForPrompt();
  Type(kText + "\n");
  ExpectExit(SECUREMEMORY_OK);
}

TEST_P(Prompt, ATerminalInRawModeTakesLinesMeanwhile) {
  termios raw = before_;
  cfmakeraw(&raw);
  ASSERT_EQ(0, tcsetattr(slave_, TCSANOW, &raw));
  ASSERT_EQ(0, tcgetattr(slave_, &before_));
  Run([&] { return Ask("line"); });
  WaitForPrompt();
  Type("lime\x7f\x7fne\r");
  ExpectExit(SECUREMEMORY_OK);
}

TEST_P(Prompt, WhatWasTypedAheadIsNoAnswer) {
  Type("too early\n");
  for (int there = 0; there == 0; std::this_thread::yield())  // the terminal takes its time
    ASSERT_EQ(0, ioctl(slave_, FIONREAD, &there));
  Run([&] { return Ask("in time"); });
  WaitForPrompt();
  Type("in time\n");
  ExpectExit(SECUREMEMORY_OK);
}

TEST_P(Prompt, Limits) {
  Run([&] { return Ask("12345", 5); });
  WaitForPrompt();
  Type("12345\n");
  ExpectExit(SECUREMEMORY_OK);
  Run([&] { return Ask("", 5); });
  WaitForPrompt();
  Type("123456\n");
  ExpectExit(SECUREMEMORY_ERR_TOO_SMALL);
  Run([&] { return Ask("", 5); });
  WaitForPrompt();
  Type(std::string(200, 'x') + "\n");
  ExpectExit(SECUREMEMORY_ERR_TOO_SMALL);
  Run([&] { return Ask(std::string(4094, 'x'), SIZE_MAX); });
  WaitForPrompt();
  Type(std::string(4094, 'x') + "\n");
  ExpectExit(SECUREMEMORY_OK);
}

TEST_P(Prompt, ALineThatTheTerminalCutOffIsRefused) {
  Run([&] { return Ask("", SIZE_MAX); });
  WaitForPrompt();
  Type(std::string(4095, 'x'));
  Type("yz\n");
  ExpectExit(SECUREMEMORY_ERR_TOO_SMALL);
}

TEST_P(Prompt, NothingTyped) {
  Run([&] { return Ask(""); });
  WaitForPrompt();
  Type("\n");
  ExpectExit(SECUREMEMORY_ERR_END);
}

TEST_P(Prompt, EndOfInput) {
  Run([&] { return Ask(""); });
  WaitForPrompt();
  Type("\x04");
  ExpectExit(SECUREMEMORY_ERR_CANCELLED);
  Run([&] { return Ask("without an end"); });
  WaitForPrompt();
  Type("without an end\x04\x04");
  ExpectExit(SECUREMEMORY_OK);
}

TEST_P(Prompt, InvalidArguments) {
  securememory_secret* secret = nullptr;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_new_prompt(nullptr, "", 1, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_secret_new_prompt(factory_, nullptr, 1, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_new_prompt(factory_, "", 0, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_new_prompt(factory_, "", 1, nullptr));
}

TEST_P(Prompt, WithoutATerminal) {
  child_ = fork();
  if (child_ == 0) {
    setsid();
    _exit(Ask(""));
  }
  ExpectExit(SECUREMEMORY_ERR_NO_TERMINAL);
}

TEST_P(Prompt, OneThreadAsksAtATime) {
  Run([&] {
    std::atomic<int> busy{0};
    std::thread other([&] {
      while (Echoes()) std::this_thread::yield();
      busy = Ask("");
    });
    int status = Ask("mine");
    other.join();
    return status != 0 ? status : busy == SECUREMEMORY_ERR_BUSY ? 0 : 94;
  });
  WaitForPrompt();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  Type("mine\n");
  ExpectExit(SECUREMEMORY_OK);
}

// --- Signals -----------------------------------------------------------------------------------

TEST_P(Prompt, CtrlCEndsTheProcessAsEverAndTheTerminalIsAsBefore) {
  Run([&] { return Ask(""); });
  WaitForPrompt();
  Type("half a pass\x03");
  ExpectEndBy(SIGINT);
  EXPECT_EQ(std::string::npos, shown_.find("half"));
}

TEST_P(Prompt, SignalsFromOutsideEndIt) {
  for (int signal : {SIGTERM, SIGHUP, SIGINT, SIGALRM, SIGUSR1, SIGSEGV, SIGBUS}) {
    SCOPED_TRACE(signal);
    Run([&] {
      struct sigaction plain = {};
      plain.sa_handler = SIG_DFL;
      sigaction(SIGSEGV, &plain, nullptr);  // sanitizers have theirs
      sigaction(SIGBUS, &plain, nullptr);
      return Ask("");
    });
    WaitForPrompt();
    Type("half");
    kill(child_, signal);
    ExpectEndBy(signal);
  }
}

TEST_P(Prompt, AFaultInAnotherThreadComesAfterTheTerminal) {
  Run([&] {
    struct sigaction plain = {};
    plain.sa_handler = SIG_DFL;
    sigaction(SIGSEGV, &plain, nullptr);
    sigaction(SIGABRT, &plain, nullptr);
    std::thread([&] {
      while (Echoes()) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      raise(SIGABRT);
    }).detach();
    return Ask("");
  });
  WaitForPrompt();
  ExpectEndBy(SIGABRT);
}

TEST_P(Prompt, ExitInAnotherThreadPutsTheTerminalBack) {
  Run([&] {
    std::thread([&] {
      while (Echoes()) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      exit(33);
    }).detach();
    return Ask("");
  });
  WaitForPrompt();
  int status = Wait();
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(33, WEXITSTATUS(status));
}

std::atomic<int> caught{0};
void Catch(int signal) { caught = signal; }

TEST_P(Prompt, AHandlerRunsAfterwardsAndThePromptIsCancelled) {
  Run([&] {
    struct sigaction action = {};
    action.sa_handler = Catch;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    int status = Ask("");
    struct sigaction now = {};
    sigaction(SIGINT, nullptr, &now);
    if (now.sa_handler != Catch) return 95;
    return caught == SIGINT ? status : 96;
  });
  WaitForPrompt();
  Type("\x03");
  ExpectExit(SECUREMEMORY_ERR_CANCELLED);
}

TEST_P(Prompt, IgnoredSignalsAndOnesThatThePromptHasNothingToDoWith) {
  Run([&] {
    signal(SIGINT, SIG_IGN);
    struct sigaction action = {};
    action.sa_handler = Catch;
    sigaction(SIGUSR1, &action, nullptr);
    return Ask("patience");
  });
  WaitForPrompt();
  Type("pat\x03");  // flushes the line, as terminals do, and nothing else
  kill(child_, SIGUSR1);
  kill(child_, SIGWINCH);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  Type("patience\n");
  ExpectExit(SECUREMEMORY_OK);
}

// Signals of the process may come to any thread; the one that asks must hear of them.
TEST_P(Prompt, ASignalThatAnotherThreadGetsEndsItToo) {
  Run([&] {
    std::thread([] {
      sigset_t none;
      sigemptyset(&none);
      pthread_sigmask(SIG_SETMASK, &none, nullptr);
      for (;;) sleep(60);
    }).detach();
    sigset_t terminate;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &terminate, nullptr);
    return Ask("");
  });
  WaitForPrompt();
  kill(child_, SIGTERM);
  ExpectEndBy(SIGTERM);
}

TEST_P(Prompt, CtrlZStopsItAndItAsksAgain) {
  Run([&] {
    // A process group that its session's shell controls, or nothing stops.
    pid_t inner = fork();
    if (inner == 0) {
      setpgid(0, 0);
      signal(SIGTTOU, SIG_IGN);
      tcsetpgrp(slave_, getpgrp());
      signal(SIGTTOU, SIG_DFL);
      _exit(Ask("second time"));
    }
    int status = 0;
    if (waitpid(inner, &status, WUNTRACED) != inner || !WIFSTOPPED(status)) return 96;
    if (!Echoes()) return 97;
    kill(inner, SIGCONT);
    waitpid(inner, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 98;
  });
  WaitForPrompt();
  Type("first\x1a");
  WaitForPrompt();
  Type("second time\n");
  ExpectExit(SECUREMEMORY_OK);
}

// A child made by another thread meanwhile has the handlers, and nobody to ask.
TEST_P(Prompt, AForkedChildDiesOfItsOwnSignals) {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the sanitizer delivers no signals in a child that a process with threads forked";
#endif
#endif
  Run([&] {
    std::atomic<int> ended{-1};
    std::thread other([&] {
      while (Echoes()) std::this_thread::yield();
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      pid_t child = fork();
      if (child == 0)
        for (;;) sleep(60);
      kill(child, SIGTERM);
      int status = 0;
      waitpid(child, &status, 0);
      ended = status;
    });
    int status = Ask("alive");
    other.join();
    if (status != 0) return status;
    return WIFSIGNALED(ended) && WTERMSIG(ended) == SIGTERM ? 0 : 94;
  });
  WaitForPrompt();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  Type("alive\n");
  ExpectExit(SECUREMEMORY_OK);
}

}  // namespace
