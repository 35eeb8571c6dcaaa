/* secret_test.cc: where a secret may come from, and what is refused. */
#include "tools/secmem/secret/secret.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>

#include "memguard/memguard.h"

namespace {

class SecretTest : public testing::Test {
 protected:
  void SetUp() override {
    const memguard_options options = memguard_options_relaxed();
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK) << memcall_last_error()->text;
    std::string pattern = testing::TempDir() + "secret-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    unsetenv("BUILD_WORKING_DIRECTORY");
  }

  void TearDown() override {
    secret_drop(context_, &held_);
    EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK) << "a refusal left memory behind";
    for (const char *name : {"key", "large", "empty"}) unlink((folder_ + "/" + name).c_str());
    rmdir(folder_.c_str());
  }

  std::string Put(const char *name, const std::string &content) {
    std::string path = folder_ + "/" + name;
    int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    EXPECT_EQ(write(file, content.data(), content.size()), static_cast<ssize_t>(content.size()));
    close(file);
    return path;
  }

  bool Get(const char *file) { return secret_get(context_, file, &held_, why_, sizeof why_); }

  void ExpectRefused(const std::string &file, const char *because) {
    EXPECT_FALSE(Get(file.c_str()));
    EXPECT_NE(std::strstr(why_, because), nullptr) << why_;
    EXPECT_NE(std::strstr(why_, file.c_str()), nullptr) << why_;
    EXPECT_EQ(held_.bytes, nullptr);
    EXPECT_EQ(std::strchr(why_, '\n'), nullptr);
  }

  void ExpectHeld(const std::string &content) {
    ASSERT_EQ(held_.length, content.size());
    EXPECT_EQ(std::memcmp(held_.bytes, content.data(), content.size()), 0);
    EXPECT_EQ(memguard_owns(context_, held_.bytes), 1);
  }

  memguard_context *context_ = nullptr;
  secret held_ = {nullptr, 0};
  std::string folder_;
  char why_[4400] = "";
};

TEST_F(SecretTest, Random) {
  ASSERT_TRUE(Get(nullptr)) << why_;
  EXPECT_EQ(held_.length, static_cast<size_t>(SECRET_RANDOM));
}

TEST_F(SecretTest, EveryByteOfAFile) {
  const std::string content("line\n\0\xff end\n", 13);
  ASSERT_TRUE(Get(Put("key", content).c_str())) << why_;
  ExpectHeld(content);
}

TEST_F(SecretTest, LargestAndOneMore) {
  const std::string largest(SECRET_LARGEST, 'x');
  ASSERT_TRUE(Get(Put("key", largest).c_str())) << why_;
  ExpectHeld(largest);
  secret_drop(context_, &held_);
  ExpectRefused(Put("large", largest + "y"), "larger than 64 KiB");
}

TEST_F(SecretTest, HugeFileAtOnce) {
  std::string path = Put("large", "");
  ASSERT_EQ(truncate(path.c_str(), off_t{1} << 30), 0);
  auto start = std::chrono::steady_clock::now();
  ExpectRefused(path, "larger than 64 KiB");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST_F(SecretTest, EndlessDevice) { ExpectRefused("/dev/zero", "larger than 64 KiB"); }

TEST_F(SecretTest, NoSuchFile) { ExpectRefused(folder_ + "/missing", "No such file"); }
TEST_F(SecretTest, EmptyFile) { ExpectRefused(Put("empty", ""), "empty"); }
TEST_F(SecretTest, EmptyDevice) { ExpectRefused("/dev/null", "empty"); }
TEST_F(SecretTest, Directory) { ExpectRefused(folder_, "directory"); }
TEST_F(SecretTest, EmptyName) { EXPECT_FALSE(Get("")); }
TEST_F(SecretTest, VeryLongName) { EXPECT_FALSE(Get(("/" + std::string(5000, 'x')).c_str())); }

TEST_F(SecretTest, Unreadable) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads everything";
  std::string path = Put("key", "a secret of some length");
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  ExpectRefused(path, "Permission denied");
}

TEST_F(SecretTest, RelativeToWhereBazelWasCalled) {
  Put("key", "found where bazel run was typed");
  setenv("BUILD_WORKING_DIRECTORY", folder_.c_str(), 1);
  ASSERT_TRUE(Get("key")) << why_;
  ExpectHeld("found where bazel run was typed");
}

TEST_F(SecretTest, AbsoluteStaysAbsolute) {
  std::string path = Put("key", "found where it is");
  setenv("BUILD_WORKING_DIRECTORY", "/nowhere", 1);
  ASSERT_TRUE(Get(path.c_str())) << why_;
}

/* A pipe tells its length only by ending, and gives what it has in pieces. */
TEST_F(SecretTest, PipeInPieces) {
  int ends[2];
  std::string content;
  for (int i = 0; i < 40000; i++) content.push_back(static_cast<char>(i * 7));
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(write(ends[1], content.data(), content.size()), static_cast<ssize_t>(content.size()));
  close(ends[1]);
  ASSERT_TRUE(secret_read(context_, ends[0], 0, &held_, why_, sizeof why_)) << why_;
  close(ends[0]);
  ExpectHeld(content);
}

/* A file that grows between the look at its size and the reading. */
TEST_F(SecretTest, MoreThanExpected) {
  const std::string content(5000, 'z');
  int file = open(Put("key", content).c_str(), O_RDONLY);
  ASSERT_TRUE(secret_read(context_, file, 10, &held_, why_, sizeof why_)) << why_;
  close(file);
  ExpectHeld(content);
}

}  // namespace
