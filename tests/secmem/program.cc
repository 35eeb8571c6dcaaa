/* program.cc: fork, exec and two files for what the program says: no pipe can fill up. */
#include "tests/secmem/program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

int ScratchFile(const std::string &content) {
  FILE *file = std::tmpfile();
  EXPECT_NE(file, nullptr);
  int copy = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
  std::fclose(file);
  EXPECT_EQ(write(copy, content.data(), content.size()), static_cast<ssize_t>(content.size()));
  lseek(copy, 0, SEEK_SET);
  return copy;
}

std::string Content(int file) {
  std::string content;
  char block[4096];
  lseek(file, 0, SEEK_SET);
  for (ssize_t got; (got = read(file, block, sizeof block)) > 0;)
    content.append(block, static_cast<size_t>(got));
  close(file);
  return content;
}

std::vector<char *> Pointers(std::vector<std::string> *words) {
  std::vector<char *> pointers;
  for (std::string &word : *words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

/* Tests start in the runfiles of this workspace. A relative path is made absolute, since some tests
   go elsewhere. */
std::string SecmemPath() {
  char *whole = realpath("tools/secmem/secmem", nullptr);
  EXPECT_NE(whole, nullptr) << "tools/secmem/secmem is not among this test's data";
  std::string path = whole != nullptr ? whole : "";
  free(whole);
  return path;
}

pid_t Start(const Call &call, int out, int err) {
  std::string program = call.program.empty() ? SecmemPath() : call.program;
  std::vector<std::string> words = call.words, environment = call.environment;
  words.insert(words.begin(), call.program.empty() ? "secmem" : program);
  for (const char *name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"})
    if (getenv(name) != nullptr) environment.push_back(std::string(name) + "=" + getenv(name));
  std::vector<char *> argv = Pointers(&words), envp = Pointers(&environment);
  int in = ScratchFile(call.input), file = open(program.c_str(), O_RDONLY | O_CLOEXEC);
  pid_t pid = fork();
  if (pid == 0) {
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    if (call.prepare) call.prepare();
    fexecve(file, argv.data(), envp.data()); /* an ordinary user could not go where it is */
    _exit(127);
  }
  close(in);
  close(file);
  return pid;
}

int StatusOf(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

Outcome RunSecmem(const Call &call) {
  Outcome outcome;
  int out = ScratchFile(""), err = ScratchFile(""), status = 0;
  pid_t pid = Start(call, out, err);
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  outcome.status = StatusOf(status);
  outcome.out = Content(out);
  outcome.err = Content(err);
  return outcome;
}
