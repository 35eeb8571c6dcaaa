/* failures.h: what the tests of failures on the fake system share. */
#ifndef TESTS_MEMCALL_FAILURES_H
#define TESTS_MEMCALL_FAILURES_H

#include <cstring>
#include <string>

#include "tests/memcall/systems.h"

inline const size_t kPage = memcall_page_size();

class Failures : public testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    fake_os_reset();
    EXPECT_EQ(0u, fake_os_used().live);
    EXPECT_EQ(0u, fake_os_used().locked_bytes);
  }

  static void Limit(size_t fake_os_limits::* which, size_t value) {
    fake_os_limits limits = fake_os_get_limits();
    limits.*which = value;
    fake_os_set_limits(limits);
  }
  static memcall_status Alloc(size_t pages, memcall_kind kind = MEMCALL_REGULAR) {
    memcall_region region;
    memcall_status status = memcall_alloc(pages * kPage, 0, MEMCALL_READ_WRITE, kind, &region);
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    return status;
  }
  static std::string Text() { return memcall_last_error()->text; }
};

#endif
