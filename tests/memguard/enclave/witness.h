// witness.h: runs a call on a thread with a stack of its own, and keeps what the call left behind:
// that stack from end to end, and the vector registers in the instruction after it.
#ifndef TESTS_MEMGUARD_ENCLAVE_WITNESS_H
#define TESTS_MEMGUARD_ENCLAVE_WITNESS_H

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tests/memguard/scrub/registers.h"

namespace enclave_test {

class Witness {
 public:
  static constexpr size_t kStack = 256 << 10;

  Witness() : seen_(kStack + sizeof(registers), '\0') {
    stack_ = static_cast<char*>(
        mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  }
  ~Witness() { munmap(stack_, kStack); }
  Witness(const Witness&) = delete;

  // Runs `call`, and looks right after it.
  const std::string& After(const std::function<void()>& call) {
    return Run([&] {
      call();
      Look();
    });
  }

  // Runs `call`, which itself calls Look at the moment that matters.
  const std::string& Run(const std::function<void()>& call) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    EXPECT_EQ(0, pthread_attr_setstack(&attributes, stack_, kStack));
    EXPECT_EQ(
        0, pthread_create(&thread, &attributes, Body, const_cast<std::function<void()>*>(&call)));
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    return seen_;
  }

  // Copies, and compares nothing: what is sought must not come to stand on this stack by the
  // seeking.
  void Look() {
    registers_read(&registers_);
    memcpy(&seen_[0], stack_, kStack);
    memcpy(&seen_[kStack], &registers_, sizeof registers_);
  }

 private:
  static void* Body(void* call) {
    (*static_cast<std::function<void()>*>(call))();
    return nullptr;
  }

  char* stack_;
  registers registers_ = {};
  std::string seen_;
};

// The longest run of bytes of `secret` that stands in `seen`, counted from 8 on.
inline size_t LongestRun(const std::string& seen, const std::string& secret) {
  size_t longest = 0;
  for (size_t from = 0; from + 8 <= secret.size(); from++)
    for (size_t size = std::max<size_t>(longest + 1, 8); from + size <= secret.size(); size++) {
      if (seen.find(secret.substr(from, size)) == std::string::npos) break;
      longest = size;
    }
  return longest;
}

}  // namespace enclave_test

#endif
