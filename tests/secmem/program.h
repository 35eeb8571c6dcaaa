/* program.h: runs secmem as a shell would. */
#ifndef TESTS_SECMEM_PROGRAM_H
#define TESTS_SECMEM_PROGRAM_H

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

struct Outcome {
  int status = -1; /* exit status, or 128 + signal as shells say it */
  std::string out, err;
};

struct Call {
  std::vector<std::string> words;
  std::string input; /* standard input; it ends there */
  std::vector<std::string> environment;
  std::function<void()> prepare; /* in the new process, before the program starts */
  std::string program = {};      /* where it stands; empty: secmem */
};

/* Where the program under test stands, found from where Bazel starts tests. */
std::string SecmemPath();

Outcome RunSecmem(const Call &call);

/* For tests that meddle while it runs. */
pid_t Start(const Call &call, int out, int err);
int StatusOf(int wait_status);

#endif
