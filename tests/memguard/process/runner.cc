// runner.cc: fork and exec. No core files: their absence of secrets is shown by looking at the
// memory before one would be written.
#include "tests/memguard/process/runner.h"

#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "tests/memguard/process/secret_bytes.h"

namespace {

const char kProgram[] = "tests/memguard/process/victim";

struct Pipe {
  int read, write;
};

Pipe NewPipe() {
  int ends[2];
  EXPECT_EQ(0, pipe2(ends, O_CLOEXEC));
  return {ends[0], ends[1]};
}

std::string ReadAll(int descriptor, std::string text) {
  char block[4096];
  for (ssize_t got; (got = read(descriptor, block, sizeof block)) > 0;)
    text.append(block, static_cast<size_t>(got));
  close(descriptor);
  return text;
}

[[noreturn]] void Become(const std::string& act, int number) {
  const struct rlimit kNone = {0, 0};
  const std::string text = std::to_string(number);
  setrlimit(RLIMIT_CORE, &kNone);
  for (int inherited = 3; inherited < 1024; inherited++) close(inherited);
  execl(kProgram, kProgram, act.c_str(), text.c_str(), nullptr);
  _exit(96);
}

}  // namespace

Victim::Victim(const std::string& act, int number, const std::function<void()>& prepare) {
  Pipe in = NewPipe(), out = NewPipe(), err = NewPipe();
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in.read, STDIN_FILENO);
    dup2(out.write, STDOUT_FILENO);
    dup2(err.write, STDERR_FILENO);
    if (prepare) prepare();
    Become(act, number);
  }
  close(in.read);
  close(out.write);
  close(err.write);
  in_ = in.write;
  out_ = out.read;
  err_ = err.read;
}

Victim::~Victim() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  for (int descriptor : {in_, out_, err_}) close(descriptor);
}

void Victim::AwaitLine(const std::string& line) {
  char byte;
  while (said_ != line + "\n" && said_.find("\n" + line + "\n") == std::string::npos) {
    ssize_t got = read(out_, &byte, 1);
    ASSERT_EQ(1, got) << "it said only: " << said_;
    said_ += byte;
  }
}

void Victim::Send(int signal) { EXPECT_EQ(0, kill(pid_, signal)); }

void Victim::Feed() { EXPECT_EQ(1, write(in_, "x", 1)); }

void Victim::AwaitDescriptors(size_t count) const {
  for (size_t found = 0; found != count; usleep(1000)) {
    found = 0;
    DIR* entries = opendir(("/proc/" + std::to_string(pid_) + "/fd").c_str());
    ASSERT_NE(nullptr, entries);
    while (readdir(entries) != nullptr) found++;
    closedir(entries);
    found -= 2;  // the folder itself and the one above
  }
}

// Pages without access are read as well: a tracer may, and so does the kernel for a core file.
bool Victim::HoldsSecret() const {
  std::string secret, folder = "/proc/" + std::to_string(pid_);
  for (size_t i = 0; i < kSecretSize; i++) secret += static_cast<char>(SecretByte(i));
  int memory = open((folder + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_GE(memory, 0);
  std::ifstream maps(folder + "/maps");
  bool found = false;
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0, to = 0;
    if (sscanf(line.c_str(), "%lx-%lx", &from, &to) != 2) continue;
    std::string block(1 << 20, '\0');
    for (unsigned long at = from; at < to && to - from < (1ul << 30); at += block.size()) {
      ssize_t got =
          pread(memory, &block[0], std::min(block.size(), size_t{to - at}), static_cast<off_t>(at));
      if (got > 0)
        found |=
            memmem(block.data(), static_cast<size_t>(got), secret.data(), kSecretSize) != nullptr;
    }
  }
  close(memory);
  return found;
}

Ending Victim::End() {
  Ending ending;
  int status = 0;
  ending.out = ReadAll(out_, said_);
  ending.err = ReadAll(err_, "");
  close(in_);
  EXPECT_EQ(pid_, waitpid(pid_, &status, 0));
  pid_ = 0;
  ending.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  ending.dumped_core = WIFSIGNALED(status) && WCOREDUMP(status);
  return ending;
}

Ending EndOf(const std::string& act, int number, const std::function<void()>& prepare) {
  Victim victim(act, number, prepare);
  return victim.End();
}
