// traced.h: a child whose system calls are counted, as strace(1) would.
#ifndef TESTS_TRACED_TRACED_H
#define TESTS_TRACED_TRACED_H

#include <sys/types.h>

#include <functional>
#include <stdexcept>

namespace traced {

// The system forbids tracing.
class Untraceable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The child ended before it was through, with this status (as wait(2) has it).
class Ended : public std::runtime_error {
 public:
  explicit Ended(int how) : std::runtime_error("the child ended early"), status(how) {}
  const int status;
};

// A child from its first stop to its end. The child calls begin() before that.
class Child {
 public:
  explicit Child(pid_t child);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Runs on to the next entry into the kernel, and says which call it is; -1: the child has ended.
  long next_call();

 private:
  bool resume();
  long entered() const;

  const pid_t child_;
  int status_ = 0;
  int signal_ = 0;  // to hand on
};

// In the child: waits for its tracer. Ends the child where tracing is forbidden.
void begin();

// In the child: the calls between two marks are counted. A mark is a system call that no kernel knows.
void mark();

// The calls between the first two marks. Throws Untraceable, Ended.
unsigned calls_between_marks(pid_t child);

// All of them to the child's end.
unsigned calls_to_the_end(pid_t child);

// The calls that an act makes in a forked child, after `prepare` in the same child.
unsigned calls_of(const std::function<void()>& prepare, const std::function<void()>& act);

}  // namespace traced

#endif
