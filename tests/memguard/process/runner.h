// runner.h: starts the victim, talks to it, and looks at how it ends.
#ifndef TESTS_MEMGUARD_PROCESS_RUNNER_H
#define TESTS_MEMGUARD_PROCESS_RUNNER_H

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

struct Ending {
  int status = -1;  // exit status, or 128 + signal, as shells say it
  bool dumped_core = false;
  std::string out, err;
};

class Victim {
 public:
  // prepare: in the new process, before the program starts.
  explicit Victim(const std::string& act, int number = 0,
                  const std::function<void()>& prepare = nullptr);
  ~Victim();  // kills it

  void AwaitLine(const std::string& line);  // on its standard output
  void Send(int signal);
  void Feed();                                // a byte to its standard input
  bool HoldsSecret() const;                   // anywhere in its memory that it could read itself
  void AwaitDescriptors(size_t count) const;  // open ones
  Ending End();                               // waits for it
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
  int in_, out_, err_;
  std::string said_;
};

Ending EndOf(const std::string& act, int number = 0,
             const std::function<void()>& prepare = nullptr);

// What the victim says for a number.
inline std::string Said(const char* what, int number) {
  return std::string(what) + " " + std::to_string(number) + "\n";
}

const int kUsual[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

#endif
