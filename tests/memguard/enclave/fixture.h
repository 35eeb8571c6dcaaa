// fixture.h: a context for enclaves, and the check that nothing of them is left when a test ends.
#ifndef TESTS_MEMGUARD_ENCLAVE_FIXTURE_H
#define TESTS_MEMGUARD_ENCLAVE_FIXTURE_H

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "tests/memguard/enclave/inside.h"

namespace enclave_test {

// The call answers `status`, and the thread's last error tells of it and of the call.
inline ::testing::AssertionResult Fails(memguard_status status, const char* operation,
                                        memguard_status answered) {
  const memcall_error* error = memcall_last_error();
  if (answered != status)
    return ::testing::AssertionFailure() << "answered " << memguard_status_name(answered);
  if (static_cast<int>(error->status) != status)
    return ::testing::AssertionFailure() << "recorded status " << error->status;
  if (operation != nullptr && strcmp(operation, error->operation) != 0)
    return ::testing::AssertionFailure() << "recorded operation " << error->operation;
  if (error->text == nullptr || error->text[0] == '\0')
    return ::testing::AssertionFailure() << "recorded no sentence";
  return ::testing::AssertionSuccess();
}

// No byte pattern of it is the same twice in a row.
inline std::string Secret(size_t size, unsigned seed = 1) {
  std::string bytes(size, '\0');
  uint32_t state = seed * 2654435761u;
  for (char& byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

inline bool IsZero(const void* bytes, size_t size) {
  const unsigned char* byte = static_cast<const unsigned char*>(bytes);
  return std::all_of(byte, byte + size, [](unsigned char b) { return b == 0; });
}

// An account that may lock nothing still runs every test that is not about locking.
class EnclaveTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(memguard_options_relaxed()); }

  void TearDown() override {
    if (context_ == nullptr) return;
    EXPECT_EQ(0u, enclave_live(context_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }

  void Open(const memguard_options& options) {
    if (context_ != nullptr) {
      ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    }
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
  }

  // An enclave of each key that can be had at once.
  std::vector<memguard_enclave*> UseUpTheKeys() {
    std::vector<memguard_enclave*> enclaves;
    do enclaves.push_back(Seal("one of each key"));
    while (memguard_rotate(context_) == MEMGUARD_OK);
    EXPECT_EQ(static_cast<size_t>(INSIDE_KEYS), enclaves.size());
    return enclaves;
  }

  memguard_enclave* Seal(const std::string& secret) {
    memguard_enclave* enclave = nullptr;
    EXPECT_EQ(MEMGUARD_OK,
              memguard_enclave_new_copy(context_, secret.data(), secret.size(), &enclave))
        << memcall_last_error()->operation << ": " << memcall_last_error()->text;
    return enclave;
  }

  // The content, or the name of the status.
  static std::string Content(const memguard_enclave* enclave) {
    std::string bytes(std::max<size_t>(memguard_enclave_size(enclave), 1), '?');
    size_t length = 0;
    memguard_status status = memguard_enclave_open_into(enclave, &bytes[0], bytes.size(), &length);
    return status == MEMGUARD_OK ? bytes.substr(0, length) : memguard_status_name(status);
  }

  memguard_context* context_ = nullptr;
};

}  // namespace enclave_test

#endif
