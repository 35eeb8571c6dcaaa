/* terminal_test.cc: secmem at a terminal: a secret that is typed, widths, colours, progress. */
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/secmem/program.h"

namespace {

const char kTyped[] = "typed: horse battery staple";

class TerminalTest : public testing::Test {
 protected:
  void SetUp() override { Open(80); }
  void TearDown() override { Close(); }

  void Open(unsigned short columns) {
    const struct winsize size = {24, columns, 0, 0};
    Close();
    ASSERT_EQ(openpty(&master_, &slave_, nullptr, nullptr, &size), 0);
    ASSERT_EQ(tcgetattr(slave_, &before_), 0);
    shown_.clear();
  }
  void Close() {
    if (master_ >= 0) close(master_);
    if (slave_ >= 0) close(slave_);
    master_ = slave_ = -1;
  }

  /* All three standard files are the terminal; it is the process's own, unless that is too much. */
  void StartAt(std::vector<std::string> words, std::vector<std::string> environment = {},
               bool own = true) {
    int master = master_, slave = slave_;
    pid_ = Start({std::move(words), "", std::move(environment),
                  [master, slave, own] {
                    close(master);
                    alarm(60); /* also for the program: whoever waits for ever fails */
                    setsid();
                    if (own && ioctl(slave, TIOCSCTTY, 0) != 0) _exit(99);
                    dup2(slave, 0);
                    dup2(slave, 1);
                    dup2(slave, 2);
                  }},
                 slave_, slave_);
  }

  void Hear(int patience_ms) {
    struct pollfd ready = {master_, POLLIN, 0};
    char bytes[4096];
    if (poll(&ready, 1, patience_ms) <= 0) return;
    ssize_t got = read(master_, bytes, sizeof bytes);
    if (got > 0) shown_.append(bytes, static_cast<size_t>(got));
  }
  bool Shows(const std::string &text) {
    for (int tries = 0; tries < 200 && shown_.find(text) == std::string::npos; tries++) Hear(100);
    return shown_.find(text) != std::string::npos;
  }
  void WaitForPrompt() {
    struct termios now;
    ASSERT_TRUE(Shows("secret (not shown; ends with the line): ")) << shown_;
    ASSERT_EQ(tcgetattr(slave_, &now), 0);
    EXPECT_EQ(now.c_lflag & ECHO, 0u) << "what is typed would be shown";
  }
  void Type(const std::string &text) {
    ASSERT_EQ(write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  /* How it ended; the terminal has to be as it was. */
  int Wait() {
    int status = 0;
    struct termios now;
    while (waitpid(pid_, &status, WNOHANG) == 0) Hear(20);
    for (size_t length = shown_.size() + 1; length != shown_.size();) {
      length = shown_.size();
      Hear(50);
    }
    EXPECT_EQ(tcgetattr(slave_, &now), 0);
    EXPECT_EQ(now.c_lflag, before_.c_lflag);
    EXPECT_EQ(now.c_iflag, before_.c_iflag);
    return StatusOf(status);
  }
  /* A word that is longer than any line stands alone on one. */
  void ExpectLinesFit(size_t columns) {
    for (size_t at = 0, end; (end = shown_.find('\n', at)) != std::string::npos; at = end + 1) {
      std::string line = shown_.substr(at, end - at);
      if (!line.empty() && line.back() == '\r') line.pop_back();
      line.erase(0, line.find_first_not_of(' '));
      bool one_word = line.find(' ') == std::string::npos;
      EXPECT_TRUE(one_word || end - at <= columns + 1) << line;
    }
  }

  int master_ = -1, slave_ = -1;
  pid_t pid_ = -1;
  struct termios before_;
  std::string shown_;
};

/* --- A secret that is typed ------------------------------------------------------------------ */

TEST_F(TerminalTest, TypedSecretIsAttackedAndNotShown) {
  StartAt({"attack", "--quiet", "--secret-file", "-"});
  WaitForPrompt();
  Type(std::string(kTyped) + "\n");
  EXPECT_EQ(Wait(), 0) << shown_;
  EXPECT_NE(shown_.find("a secret of 27 bytes"), std::string::npos) << shown_;
  for (size_t at = 0; at + 8 <= sizeof kTyped - 1; at++)
    EXPECT_EQ(shown_.find(std::string(kTyped + at, 8)), std::string::npos) << shown_;
}

TEST_F(TerminalTest, InterruptAtThePrompt) {
  StartAt({"attack", "--secret-file", "-"});
  WaitForPrompt();
  Type("half of it\003");
  EXPECT_EQ(Wait(), 128 + SIGINT) << shown_;
}

TEST_F(TerminalTest, QuitAndTerminateAtThePrompt) {
  for (int number : {SIGQUIT, SIGTERM, SIGHUP}) {
    Open(80);
    StartAt({"attack", "--secret-file", "-"});
    WaitForPrompt();
    kill(pid_, number);
    EXPECT_EQ(Wait(), 128 + number) << shown_;
  }
}

TEST_F(TerminalTest, EndOfInputAtThePrompt) {
  StartAt({"attack", "--secret-file", "-"});
  WaitForPrompt();
  Type("\004");
  EXPECT_EQ(Wait(), 2) << shown_;
  EXPECT_NE(shown_.find("secmem attack: standard input: "), std::string::npos) << shown_;
}

TEST_F(TerminalTest, EmptyLineAtThePrompt) {
  StartAt({"attack", "--secret-file", "-"});
  WaitForPrompt();
  Type("\n");
  EXPECT_EQ(Wait(), 2) << shown_;
  EXPECT_NE(shown_.find("nothing was typed"), std::string::npos) << shown_;
}

/* The prompt asks the process's own terminal; a line is never read from one that would show it. */
TEST_F(TerminalTest, TerminalOfAnother) {
  StartAt({"attack", "--secret-file", "-"}, {}, false);
  EXPECT_EQ(Wait(), 2) << shown_;
  EXPECT_EQ(shown_.find("(not shown"), std::string::npos) << shown_;
}

/* --- What is shown --------------------------------------------------------------------------- */

TEST_F(TerminalTest, NarrowTerminal) {
  for (const char *word : {"attack", "doctor", "bench"}) {
    Open(40);
    StartAt({word, "--no-color"});
    EXPECT_EQ(Wait(), 0) << shown_;
    size_t progress = shown_.rfind("\033[K");
    if (progress != std::string::npos) shown_.erase(0, progress + 3);
    ExpectLinesFit(40);
  }
}

TEST_F(TerminalTest, WideTerminalHasOneTable) {
  Open(200);
  StartAt({"attack", "--quiet"});
  EXPECT_EQ(Wait(), 0) << shown_;
  size_t first = shown_.find("\ncore dump ");
  ASSERT_NE(first, std::string::npos) << shown_;
  std::string row = shown_.substr(first, shown_.find('\n', first + 1) - first);
  size_t cells = 0;
  for (const char *word : {"leaked", "closed", "untested"})
    for (size_t at = 0; (at = row.find(word, at)) != std::string::npos; at++) cells++;
  EXPECT_EQ(cells, 9u) << row;
  ExpectLinesFit(200);
}

TEST_F(TerminalTest, ColoursWhereTheyAreWanted) {
  const struct {
    std::vector<std::string> words, environment;
    bool coloured;
  } kCases[] = {
      {{"doctor"}, {"TERM=xterm"}, true},
      {{"attack", "--quiet"}, {"TERM=xterm"}, true},
      {{"doctor"}, {"TERM=xterm", "NO_COLOR=1"}, false},
      {{"doctor"}, {"TERM=xterm", "NO_COLOR="}, true}, /* no-color.org: empty is not set */
      {{"doctor"}, {"TERM=dumb"}, false},
      {{"doctor"}, {}, false},
      {{"doctor", "--no-color"}, {"TERM=xterm"}, false},
      {{"attack", "--quiet", "--no-color"}, {"TERM=xterm"}, false},
      {{"attack", "--quiet", "--html"}, {"TERM=xterm"}, false},
      {{"doctor", "--json"}, {"TERM=xterm"}, false},
  };
  for (const auto &it : kCases) {
    Open(80);
    StartAt(it.words, it.environment);
    EXPECT_EQ(Wait(), 0) << shown_;
    EXPECT_EQ(shown_.find('\033') != std::string::npos, it.coloured)
        << it.words[0] << " " << it.words.back() << " "
        << (it.environment.empty() ? "" : it.environment.back());
  }
}

/* One line that is written over, gone at the end, and never so long that it would wrap. */
TEST_F(TerminalTest, Progress) {
  for (unsigned short columns : {80, 40}) {
    Open(columns);
    StartAt({"attack"});
    EXPECT_EQ(Wait(), 0) << shown_;
    ASSERT_NE(shown_.find("\r 1 of 90: core dump, malloc\033[K"), std::string::npos) << shown_;
    size_t end = shown_.rfind("\r\033[K");
    ASSERT_NE(end, std::string::npos);
    EXPECT_LT(end, shown_.find("secmem attack: a random"));
    for (size_t at = 0, next; (next = shown_.find('\r', at + 1)) <= end; at = next)
      EXPECT_LE(next - at, size_t{columns} + 3) << shown_.substr(at, next - at);
  }
}

TEST_F(TerminalTest, ProgressOfTheBench) {
  StartAt({"bench"});
  EXPECT_EQ(Wait(), 0) << shown_;
  EXPECT_NE(shown_.find("\rround 1 of 51\033[K"), std::string::npos) << shown_;
}

TEST_F(TerminalTest, QuietShowsNoProgress) {
  for (const char *word : {"attack", "bench"}) {
    Open(80);
    StartAt({word, "--quiet"});
    EXPECT_EQ(Wait(), 0) << shown_;
    EXPECT_EQ(shown_.find(" of 90: "), std::string::npos);
    EXPECT_EQ(shown_.find("\rround "), std::string::npos);
  }
}

}  // namespace
