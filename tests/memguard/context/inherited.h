// inherited.h: what a child on the fake system inherits.
#ifndef TESTS_MEMGUARD_CONTEXT_INHERITED_H
#define TESTS_MEMGUARD_CONTEXT_INHERITED_H

#include <gtest/gtest.h>

#include <cstring>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/context/hold.h"
#include "tests/memguard/context/inside.h"

namespace inherited_test {

const char kSecret[] = "fifteen letters";
const size_t kSize = sizeof kSecret;

inline void Ignore(const memguard_violation*, void*) { ADD_FAILURE() << "nothing is broken here"; }

class Inherited : public ::testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    fake_os_no_faults();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  memguard_status TryToOpen(memguard_policy lock, memguard_fork_action action) {
    memguard_options options = memguard_options_default();
    options.lock = lock;
    options.fork_action = action;
    options.on_violation = Ignore;
    return memguard_context_new(&options, &context_);
  }
  void Open(memguard_policy lock = MEMGUARD_REQUIRE) {
    ASSERT_EQ(MEMGUARD_OK, TryToOpen(lock, MEMGUARD_FORK_INHERIT)) << memcall_last_error()->text;
    object_ = New(kSize);
    run_ = New(3 * memcall_page_size());
    large_ = New(40 * memcall_page_size());
    buffer_ = NewBuffer(MEMGUARD_READ_ONLY);
    hidden_ = NewBuffer(MEMGUARD_NO_ACCESS);
  }
  char* New(size_t size) {
    void* object = memguard_malloc(context_, size);
    EXPECT_NE(nullptr, object) << memcall_last_error()->text;
    memcpy(object, kSecret, kSize);
    return static_cast<char*>(object);
  }
  memguard_buffer* NewBuffer(memguard_protection protection) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, kSecret, kSize, &buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }
  void EndAll() {
    memguard_free(context_, object_);
    memguard_free(context_, run_);
    memguard_free(context_, large_);
    memguard_buffer_destroy(buffer_);
    memguard_buffer_destroy(hidden_);
    EXPECT_EQ(inside_locked(context_), fake_os_used().locked_bytes);
  }
  bool IsLocked(const void* bytes) {
    fake_os_page page = {};
    return fake_os_page_at(bytes, &page) && page.locks == 1;
  }
  memguard_context* context_ = nullptr;
  char *object_ = nullptr, *run_ = nullptr, *large_ = nullptr;
  memguard_buffer *buffer_ = nullptr, *hidden_ = nullptr;
};

}  // namespace inherited_test

#endif
