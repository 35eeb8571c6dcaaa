// inherit.h: a context whose children go on with its content, with an object and buffers to look at.
#ifndef TESTS_MEMGUARD_CONTEXT_INHERIT_H
#define TESTS_MEMGUARD_CONTEXT_INHERIT_H

#include <cstring>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/children/children.h"
#include "tests/memguard/context/inside.h"

namespace inherit_test {

using children::InChild;
using children::kRawCloneWorks;

const char kSecret[] = "handed down";

inline int violations = 0;
inline void Note(const memguard_violation*, void*) { violations++; }

inline memguard_options Options(memguard_fork_action action) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = action;
  options.on_violation = Note;
  return options;
}

class Inherit : public ::testing::Test {
 protected:
  void SetUp() override {
    Open(Options(MEMGUARD_FORK_INHERIT));
    violations = 0;
  }
  void TearDown() override {
    EXPECT_EQ(0, violations);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  void Open(const memguard_options& options) {
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
  }
  char* NewObject(size_t size = sizeof kSecret) {
    void* object = memguard_malloc(context_, size);
    EXPECT_NE(nullptr, object) << memcall_last_error()->text;
    memcpy(object, kSecret, sizeof kSecret);
    return static_cast<char*>(object);
  }
  memguard_buffer* NewBuffer(memguard_protection protection) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, kSecret, sizeof kSecret, &buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }
  static void ExpectContent(memguard_buffer* buffer, memguard_protection protection) {
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
    EXPECT_EQ(protection, memguard_buffer_protection(buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
    const unsigned char* data = memguard_buffer_data(buffer);
    ASSERT_NE(nullptr, data);
    EXPECT_STREQ(kSecret, reinterpret_cast<const char*>(data));
  }
  bool Locks(memguard_buffer* buffer) {
    memguard_safeguards safeguards;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    return (safeguards.in_force & MEMCALL_LOCKED) != 0;
  }
  memguard_context* context_ = nullptr;
};

const memguard_protection kProtections[] = {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                            MEMGUARD_READ_WRITE};

}  // namespace inherit_test

#endif
