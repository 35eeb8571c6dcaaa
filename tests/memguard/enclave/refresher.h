// refresher.h: a context whose halves a thread renews every 5 ms.
#ifndef TESTS_MEMGUARD_ENCLAVE_REFRESHER_H
#define TESTS_MEMGUARD_ENCLAVE_REFRESHER_H

#include <chrono>
#include <thread>

#include "tests/memguard/enclave/fixture.h"

namespace enclave_test {

inline memguard_options Refreshed() {
  memguard_options options = memguard_options_relaxed();
  options.flags = MEMGUARD_REFRESH_THREAD;
  options.refresh_interval_ms = 5;
  return options;
}

class RefresherTest : public EnclaveTest {
 protected:
  void SetUp() override { Open(Refreshed()); }

  std::string Halves() {
    unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
    enclave_halves(context_, left, right);
    return std::string(left, left + INSIDE_KEY) + std::string(right, right + INSIDE_KEY);
  }

  // Whether they change although nothing is called.
  bool ChangeByThemselves() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    const std::string before = Halves();
    while (Halves() == before && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return Halves() != before;
  }
};

}  // namespace enclave_test

#endif
