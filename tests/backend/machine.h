// machine.h: what the backend's tests ask of the machine behind the backend's back.
#ifndef TESTS_BACKEND_MACHINE_H_
#define TESTS_BACKEND_MACHINE_H_

#include <gtest/gtest.h>
#include <stddef.h>

#include <functional>
#include <ostream>
#include <string>

extern "C" {
#include "lib/memcall/backend/backend.h"
}

// For failure messages. The backend is tested without the library above it, and so without its names.
std::string NameOf(memcall_status status);
std::ostream &operator<<(std::ostream &out, const memcall_answer &answer);

// Whether an answer has this status.
testing::AssertionResult Is(memcall_status status, const memcall_answer &answer);
#define EXPECT_ANSWER(status, answer) EXPECT_TRUE(Is(status, answer))
#define ASSERT_ANSWER(status, answer) ASSERT_TRUE(Is(status, answer))

// A mapping of whole pages, made and ended by the backend.
class Pages {
 public:
  explicit Pages(size_t count, memcall_protection protection = MEMCALL_READ_WRITE);
  ~Pages();
  Pages(const Pages &) = delete;
  Pages &operator=(const Pages &) = delete;

  unsigned char *page(size_t index) const { return base_ + index * size_of_one(); }
  unsigned char *base() const { return base_; }
  size_t size() const { return size_; }
  static size_t size_of_one() { return memcall_backend_page_size(); }

 private:
  unsigned char *base_ = nullptr;
  size_t size_;
};

// Sets a probe's answer until the end of a scope.
class ProbeSays {
 public:
  ProbeSays(const char *name, int answer) : name_(name) {
    EXPECT_TRUE(memcall_backend_set_probe(name, answer)) << name;
  }
  ~ProbeSays() { memcall_backend_set_probe(name_, -1); }
  ProbeSays(const ProbeSays &) = delete;
  ProbeSays &operator=(const ProbeSays &) = delete;

 private:
  const char *name_;
};

// The mapping of an address in /proc/self/smaps: whether it has a flag of VmFlags ("lo", "dd", "wf").
bool HasFlag(const void *address, const std::string &flag);
// How many mappings of /proc/self/smaps the range touches.
size_t MappingsIn(const void *address, size_t size);
// VmLck of /proc/self/status in bytes.
size_t LockedBytes();
// Whether the kernel can read or write the byte at this address; does not fault. Writing keeps the byte.
bool Readable(const void *address);
bool Writable(void *address);
bool AllZero(const void *bytes, size_t size);

// Runs `work` in a forked child: an empty answer is success, anything else what went wrong.
testing::AssertionResult InChild(const std::function<std::string()> &work);
// Gives up every capability, so that limits bind as they bind an ordinary user; setuid(2) would ask for more than
// Bazel's sandbox gives. An empty answer is success.
std::string GiveUpPrivileges();

// From now on this process's system call `number` does nothing and answers errno `code`; 0 is a success that did
// nothing, as emulators give. An empty answer is success.
std::string MakeCallAnswer(int number, int code);

#endif  // TESTS_BACKEND_MACHINE_H_
