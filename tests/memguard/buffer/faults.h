// faults.h: each operation of a call fails once, with every kind of error.
#ifndef TESTS_MEMGUARD_BUFFER_FAULTS_H
#define TESTS_MEMGUARD_BUFFER_FAULTS_H

#include <functional>

#include "tests/memguard/buffer/fake_fixture.h"

namespace buffer_test {

const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED,
                                  MEMCALL_ERR_UNSUPPORTED, MEMCALL_ERR_SYSTEM};

class Faults : public OnFake {
 protected:
  // Runs `act` with the first, second, … operation failing, until it needs no more operations.
  void Enumerate(const std::function<void(memguard_status error)>& act) {
    size_t hits = 0;
    for (memcall_status error : kErrors) {
      for (size_t nth = 1;; nth++) {
        SCOPED_TRACE(std::string(memcall_status_name(error)) + " of operation " +
                     std::to_string(nth));
        nth_ = nth;
        error_ = error;
        act(static_cast<memguard_status>(error));
        if (!happened_) break;
        hits++;
        if (HasFailure()) return;
      }
    }
    EXPECT_GE(hits, sizeof kErrors / sizeof *kErrors) << "no fault hit anything";
  }

  // The part of `act` that is to meet the fault.
  memguard_status Meet(const std::function<memguard_status()>& part) {
    inside_trim(context_);  // or a limit that is met would be none
    fake_os_fail(nth_, error_);
    memguard_status status = part();
    happened_ = fake_os_fault_happened();
    fake_os_no_faults();
    return status;
  }

  size_t nth_ = 0;
  memcall_status error_ = MEMCALL_OK;
  bool happened_ = false;
};

}  // namespace buffer_test

#endif
