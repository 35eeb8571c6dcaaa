// encrypt_file: what goes in comes out, within 64 KiB of locked memory; whatever is not whole and
// authentic is refused, and no file appears under its name before it is whole.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "tests/examples/run.h"

namespace {

using examples_test::ExpectRefused;
using examples_test::Has;
using examples_test::MayLock;
using examples_test::PathOf;
using examples_test::Readme;

const size_t kSegment = 16384, kTag = 16, kHeader = 24;
const char kUnlike[] = "changed, cut off, or of another key";

std::string Bytes(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  return bytes;
}

class EncryptFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "encrypt-XXXXXX";
    ASSERT_NE(nullptr, mkdtemp(&pattern[0]));
    folder_ = pattern + "/";
    Write("key", Bytes(32));
  }
  void TearDown() override {
    for (const std::string& name : Names()) unlink((folder_ + name).c_str());
    rmdir(folder_.c_str());
  }

  void Write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ + name, std::ios::binary | std::ios::trunc) << bytes;
  }
  std::string Read(const std::string& name) {
    std::ifstream file(folder_ + name, std::ios::binary | std::ios::ate);
    std::string bytes(static_cast<size_t>(file.tellg()), '\0');
    file.seekg(0);
    file.read(&bytes[0], static_cast<std::streamsize>(bytes.size()));
    return bytes;
  }
  std::set<std::string> Names() {
    std::set<std::string> names;
    DIR* folder = opendir(folder_.c_str());
    for (dirent* entry; (entry = readdir(folder)) != nullptr;)
      if (entry->d_name[0] != '.') names.insert(entry->d_name);
    closedir(folder);
    return names;
  }

  Call CallOf(const std::string& what, const std::string& from, const std::string& to) {
    return {
        {what, folder_ + "key", folder_ + from, folder_ + to}, "", {}, {}, PathOf("encrypt_file")};
  }
  Outcome Do(const std::string& what, const std::string& from, const std::string& to,
             const std::function<void()>& prepare = {}) {
    Call call = CallOf(what, from, to);
    call.prepare = prepare;
    return RunSecmem(call);
  }
  // The most bytes that were locked at a time, as the kernel says, while it ran.
  size_t MostLocked(const std::string& what, const std::string& from, const std::string& to) {
    pid_t pid = Start(CallOf(what, from, to), STDOUT_FILENO, STDERR_FILENO);
    size_t most = 0;
    int status = 0;
    while (waitpid(pid, &status, WNOHANG) == 0) {
      std::ifstream file("/proc/" + std::to_string(pid) + "/status");
      for (std::string line; std::getline(file, line);)
        if (line.rfind("VmLck:", 0) == 0)
          most = std::max<size_t>(most, std::stoul(line.substr(6)) * 1024);
    }
    EXPECT_EQ(0, StatusOf(status));
    return most;
  }

  // Whatever is in "sealed" is refused, and leaves nothing.
  void ExpectNoPlaintext(const std::string& sealed, const std::string& why) {
    Write("sealed", sealed);
    std::set<std::string> before = Names();
    ExpectRefused(Do("decrypt", "sealed", "opened"), why);
    EXPECT_EQ(before, Names());
  }

  std::string folder_;
};

TEST_F(EncryptFile, RoundTripsOfEverySizeAroundASegment) {
  for (size_t size : {size_t{0}, size_t{1}, kSegment - 1, kSegment, kSegment + 1, 4 * kSegment,
                      5 * kSegment, 9 * kSegment + 7}) {
    std::string plain = Bytes(size);
    size_t segments = std::max<size_t>(1, (size + kSegment - 1) / kSegment);
    std::string told = std::to_string(size) + " bytes in " + std::to_string(segments);
    Write("plain", plain);
    EXPECT_EQ("encrypted " + told + " segments\n", Do("encrypt", "plain", "sealed").out);
    EXPECT_EQ(kHeader + size + segments * kTag, Read("sealed").size());
    EXPECT_EQ("decrypted " + told + " segments\n", Do("decrypt", "sealed", "opened").out);
    EXPECT_TRUE(plain == Read("opened")) << size;
  }
  struct stat opened = {};
  ASSERT_EQ(0, stat((folder_ + "opened").c_str(), &opened));
  EXPECT_EQ(0600u, opened.st_mode & 0777u);
  EXPECT_EQ((std::set<std::string>{"key", "plain", "sealed", "opened"}), Names());
}

TEST_F(EncryptFile, OneFileTwiceIsNotTheSame) {
  Write("plain", Bytes(100));
  EXPECT_EQ(0, Do("encrypt", "plain", "one").status);
  EXPECT_EQ(0, Do("encrypt", "plain", "two").status);
  EXPECT_NE(Read("one").substr(5), Read("two").substr(5));
  EXPECT_EQ(std::string::npos, Read("one").find(Bytes(8)));
}

TEST_F(EncryptFile, SixtyFourMebibytesWithin64KiBOfLockedMemory) {
  Write("plain", Bytes(64 << 20));
  size_t encrypting = MostLocked("encrypt", "plain", "sealed");
  size_t decrypting = MostLocked("decrypt", "sealed", "opened");
  EXPECT_TRUE(Read("plain") == Read("opened"));
  RecordProperty("locked_while_encrypting", static_cast<int>(encrypting));
  RecordProperty("locked_while_decrypting", static_cast<int>(decrypting));
  for (size_t most : {encrypting, decrypting}) {
    EXPECT_LE(kSegment, most) << "or nothing was locked at all";
    EXPECT_GE(65536u, most);
  }
  Outcome limited = Do("encrypt", "plain", "sealed", MayLock(65536));
  EXPECT_EQ(0, limited.status) << "the kernel refuses more";
  EXPECT_TRUE(Has(Readme(), limited.out)) << limited.out;
  limited = Do("decrypt", "sealed", "opened", MayLock(65536));
  EXPECT_EQ(0, limited.status);
  EXPECT_TRUE(Has(Readme(), limited.out)) << limited.out;
  EXPECT_TRUE(Read("plain") == Read("opened"));
}

TEST_F(EncryptFile, RefusesWhatWasChangedMovedOrCutOff) {
  Write("plain", Bytes(3 * kSegment + 100));
  ASSERT_EQ(0, Do("encrypt", "plain", "whole").status);
  const std::string whole = Read("whole");
  const size_t step = kSegment + kTag;
  for (size_t at :
       {size_t{6}, kHeader - 1, kHeader, kHeader + kSegment, kHeader + step, whole.size() - 1}) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    ExpectNoPlaintext(flipped, kUnlike);
  }
  for (size_t length : {whole.size() - 1, whole.size() - 116, kHeader + 2 * step, kHeader + step,
                        kHeader + 5, kHeader})
    ExpectNoPlaintext(whole.substr(0, length), kUnlike);
  std::string swapped = whole;
  std::swap_ranges(swapped.begin() + kHeader, swapped.begin() + kHeader + step,
                   swapped.begin() + kHeader + step);
  ExpectNoPlaintext(swapped, kUnlike);
  ExpectNoPlaintext(whole + "x", kUnlike);
  ExpectNoPlaintext(whole.substr(0, kHeader + step) + whole.substr(kHeader + 2 * step), kUnlike);
  ExpectNoPlaintext("plain text, and long enough for a header",
                    "not a file that encrypt_file wrote");
  ExpectNoPlaintext("", "not a file that encrypt_file wrote");
  Write("key", Bytes(33).substr(1));
  ExpectNoPlaintext(whole, kUnlike);
}

TEST_F(EncryptFile, WhatHasTheNameAlreadyStaysUntilTheNewOneIsWhole) {
  Write("opened", "of yesterday");
  Write("sealed", "x");
  ExpectRefused(Do("decrypt", "sealed", "opened"), "not a file");
  EXPECT_EQ("of yesterday", Read("opened"));
}

// Killed when it has read, and written, a part: nothing can run then that would clean up.
TEST_F(EncryptFile, KilledInTheMiddleThereIsNoFileOfThatName) {
  Write("plain", Bytes(1 << 20));
  ASSERT_EQ(0, Do("encrypt", "plain", "sealed").status);
  const std::string sealed = Read("sealed");
  ASSERT_EQ(0, mkfifo((folder_ + "pipe").c_str(), 0600));
  pid_t pid = Start(CallOf("decrypt", "pipe", "opened"), STDOUT_FILENO, STDERR_FILENO);
  int pipe = open((folder_ + "pipe").c_str(), O_WRONLY);
  const ssize_t half = static_cast<ssize_t>(sealed.size() / 2);
  ASSERT_EQ(half, write(pipe, sealed.data(), static_cast<size_t>(half)));
  EXPECT_EQ(0u, Names().count("opened"));
  int status = 0;
  kill(pid, SIGKILL);
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  close(pipe);
  EXPECT_EQ(0u, Names().count("opened"));
}

TEST_F(EncryptFile, RefusesWhatItCannotUse) {
  Write("plain", "x");
  ExpectRefused(Do("encrypt", "plain", "no/such/folder"), "TO cannot be made");
  ExpectRefused(Do("encrypt", "missing", "sealed"), "FROM cannot be read");
  ExpectRefused(Do("encrypt", "", "sealed"), "the source failed");
  ExpectRefused(Do("shred", "plain", "sealed"), "usage");
  ExpectRefused(Do("encrypt", "plain", "sealed", MayLock(0)), "ulimit -l");
  for (size_t size : {31, 33}) {
    Write("key", Bytes(size));
    ExpectRefused(Do("encrypt", "plain", "sealed"),
                  size == 31 ? "32 bytes" : "more than the limit");
  }
  Write("key", "");
  ExpectRefused(Do("encrypt", "plain", "sealed"), "empty");
  unlink((folder_ + "key").c_str());
  ExpectRefused(Do("encrypt", "plain", "sealed"), "KEYFILE cannot be read");
  EXPECT_EQ((std::set<std::string>{"plain"}), Names());
}

}  // namespace
