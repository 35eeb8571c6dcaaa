// password: typed at a pseudo terminal, whose other end is this test.
#include <poll.h>
#include <pty.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "tests/examples/run.h"

namespace {

using examples_test::ExpectRefused;
using examples_test::Has;
using examples_test::MayLock;
using examples_test::PathOf;
using examples_test::Readme;
using examples_test::RunExample;

class Password : public ::testing::Test {
 protected:
  void SetUp() override { file_ = ::testing::TempDir() + "password-" + std::to_string(getpid()); }
  void TearDown() override { unlink(file_.c_str()); }

  // Types each line when the terminal shows its prompt; returns what it showed.
  int Type(
      const std::string& command, const std::vector<std::pair<std::string, std::string>>& lines,
      const std::function<void()>& prepare = [] {}) {
    std::string path = PathOf("password");
    int terminal = -1;
    shown_.clear();
    pid_t pid = forkpty(&terminal, nullptr, nullptr, nullptr);
    if (pid == 0) {
      alarm(60);
      prepare();
      execl(path.c_str(), "password", command.c_str(), file_.c_str(), nullptr);
      _exit(127);
    }
    for (const auto& [prompt, line] : lines) {
      EXPECT_TRUE(Shows(terminal, prompt)) << shown_;
      EXPECT_EQ(static_cast<ssize_t>(line.size()), write(terminal, line.data(), line.size()));
    }
    Shows(terminal, "\x01 never shown, so all is read");
    int status = 0;
    EXPECT_EQ(pid, waitpid(pid, &status, 0));
    close(terminal);
    return StatusOf(status);
  }

  // Until it shows it, or nothing more.
  bool Shows(int terminal, const std::string& text) {
    size_t from = shown_.size();
    while (shown_.find(text, from) == std::string::npos) {
      char bytes[256];
      pollfd ready = {terminal, POLLIN, 0};
      if (poll(&ready, 1, 60000) != 1) return false;
      ssize_t got = read(terminal, bytes, sizeof bytes);
      if (got <= 0) return false;
      shown_.append(bytes, static_cast<size_t>(got));
    }
    return true;
  }

  void ExpectShown(const std::string& line) {
    EXPECT_TRUE(Has(shown_, line)) << shown_;
    EXPECT_TRUE(Has(Readme(), line)) << line;
  }

  std::string Record() {
    std::ifstream file(file_, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }

  std::string file_, shown_;
};

TEST_F(Password, TheRightOneIsKnownAgainAndNoOther) {
  EXPECT_EQ(
      0, Type("new", {{"New password: ", "correct horse\n"}, {"Once more: ", "correct horse\n"}}))
      << shown_;
  ExpectShown(" holds the salt and the verifier; the key is gone again");
  EXPECT_FALSE(Has(shown_, "horse"));
  struct stat made = {};
  ASSERT_EQ(0, stat(file_.c_str(), &made));
  EXPECT_EQ(0600u, made.st_mode & 0777u);
  EXPECT_EQ(48u, Record().size());
  EXPECT_EQ(0, Type("check", {{"Password: ", "correct horse\n"}}));
  ExpectShown("right: the key was derived, used and wiped");
  EXPECT_EQ(1, Type("check", {{"Password: ", "correct house\n"}}));
  EXPECT_TRUE(Has(shown_, "wrong")) << shown_;
  EXPECT_FALSE(Has(shown_, "house"));
}

TEST_F(Password, OneSaltedTwiceIsNotTheSame) {
  std::string records[2];
  for (std::string& record : records) {
    ASSERT_EQ(0, Type("new", {{"New password: ", "same\n"}, {"Once more: ", "same\n"}})) << shown_;
    record = Record();
    unlink(file_.c_str());
  }
  EXPECT_NE(records[0].substr(0, 16), records[1].substr(0, 16));
  EXPECT_NE(records[0].substr(16), records[1].substr(16));
}

TEST_F(Password, NoRecordOfTwoThatDifferOrOfNone) {
  EXPECT_EQ(2, Type("new", {{"New password: ", "one\n"}, {"Once more: ", "two\n"}}));
  EXPECT_TRUE(Has(shown_, "the two differ")) << shown_;
  EXPECT_EQ(2, Type("new", {{"New password: ", "\n"}}));
  EXPECT_TRUE(Has(shown_, "nothing was typed")) << shown_;
  EXPECT_EQ(2, Type("new", {{"New password: ", "\x04"}}));
  EXPECT_TRUE(Has(shown_, "gave up")) << shown_;
  EXPECT_EQ(2, Type("new", {{"New password: ", std::string(1001, 'x') + "\n"}}));
  EXPECT_TRUE(Has(shown_, "more was typed")) << shown_;
  EXPECT_EQ(128 + SIGINT, Type("new", {{"New password: ", "half\x03"}}));
  EXPECT_NE(0, access(file_.c_str(), F_OK));
}

TEST_F(Password, WorksWithin64KiBAndSaysWhatToDoWithout) {
  EXPECT_EQ(0, Type("new", {{"New password: ", "one\n"}, {"Once more: ", "one\n"}}, MayLock(65536)))
      << shown_;
  EXPECT_EQ(2, Type("check", {}, MayLock(0)));
  EXPECT_TRUE(Has(shown_, "ulimit -l")) << shown_;
}

// scrypt's 32 MiB are refused.
TEST_F(Password, WithoutMemoryThereIsNoKey) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the sanitizer itself needs terabytes of address space";
#endif
#endif
  EXPECT_EQ(2, Type("new", {{"New password: ", "one\n"}, {"Once more: ", "one\n"}}, [] {
              const rlimit little = {48 << 20, 48 << 20};
              if (setrlimit(RLIMIT_DATA, &little) != 0) _exit(99);
            }));
  EXPECT_TRUE(Has(shown_, "scrypt: there is no memory for it")) << shown_;
  EXPECT_NE(0, access(file_.c_str(), F_OK));
}

TEST_F(Password, NeverReplacesARecord) {
  std::ofstream(file_) << "of yesterday";
  EXPECT_EQ(2, Type("new", {{"New password: ", "x\n"}, {"Once more: ", "x\n"}}));
  EXPECT_TRUE(Has(shown_, "exists")) << shown_;
  EXPECT_EQ("of yesterday", Record());
}

TEST_F(Password, RefusesWhatItCannotUse) {
  ExpectRefused(RunExample("password", {"check", "/no/such/file"}), "cannot be read");
  for (size_t size : {0, 47, 49}) {
    std::ofstream(file_, std::ios::trunc) << std::string(size, 'x');
    ExpectRefused(RunExample("password", {"check", file_}), "is not what \"password new\" writes");
  }
  ExpectRefused(RunExample("password", {"new"}), "usage");
  ExpectRefused(RunExample("password", {"forget", file_}), "usage");
  unlink(file_.c_str());
  ExpectRefused(RunExample("password", {"new", file_}, [] { setsid(); }), "no terminal");
}

}  // namespace
