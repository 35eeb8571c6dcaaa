// closed.h: whether this thread can read a byte, and what stopped it; its rights by protection keys.
#ifndef TESTS_VM_CLOSED_H
#define TESTS_VM_CLOSED_H

#include <gtest/gtest.h>
#include <signal.h>

#include <csetjmp>
#include <cstdint>

namespace closed {

enum { BY_A_KEY = 4 };  // SEGV_PKUERR

inline uint32_t Rights() {
  uint32_t low, high;
  __asm__ volatile(".byte 0x0f, 0x01, 0xee" : "=a"(low), "=d"(high) : "c"(0));  // rdpkru
  return low;
}

inline void SetRights(uint32_t rights) {
  __asm__ volatile(".byte 0x0f, 0x01, 0xef" ::"a"(rights), "c"(0), "d"(0) : "memory");  // wrpkru
}

inline thread_local sigjmp_buf back;
inline thread_local volatile int code;  // si_code of the last read that faulted; 0: it did not

inline void OnFault(int, siginfo_t* info, void*) {
  code = info->si_code;
  siglongjmp(back, 1);
}

// A handler begins with all keys closed, and what jumps out of it goes on so: the rights are set anew.
inline bool Reads(const volatile unsigned char* byte) {
  const uint32_t rights = Rights();
  code = 0;
  if (sigsetjmp(back, 1) != 0) {
    SetRights(rights);
    return false;
  }
  (void)*byte;
  return true;
}

// Catches what Reads needs caught.
class Faults {
 public:
  Faults() {
    struct sigaction action = {};
    action.sa_sigaction = OnFault;
    action.sa_flags = SA_SIGINFO;
    EXPECT_EQ(0, sigaction(SIGSEGV, &action, &before_));
  }
  ~Faults() { EXPECT_EQ(0, sigaction(SIGSEGV, &before_, nullptr)); }

 private:
  struct sigaction before_ = {};
};

}  // namespace closed

#endif
