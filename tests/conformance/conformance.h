/* conformance.h: what the tests of the suite share. They use memcall's public header alone, so that
   they run unchanged on every system that has a backend, the fake one included. */
#ifndef TESTS_CONFORMANCE_CONFORMANCE_H
#define TESTS_CONFORMANCE_CONFORMANCE_H

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "memcall/memcall.h"

namespace conformance {

inline constexpr memcall_protection kEveryProtection[] = {
    MEMCALL_NO_ACCESS, MEMCALL_READ_ONLY,    MEMCALL_READ_WRITE,
    MEMCALL_EXECUTE,   MEMCALL_READ_EXECUTE, MEMCALL_READ_WRITE_EXECUTE};

inline constexpr memcall_kind kEveryKind[] = {MEMCALL_REGULAR, MEMCALL_SECURE, MEMCALL_LARGE_PAGE,
                                              MEMCALL_SECRET_MEMORY};

inline constexpr memcall_safeguards kEverySafeguard[] = {
    MEMCALL_LOCKED,   MEMCALL_NO_DUMP, MEMCALL_FORK_HANDLED, MEMCALL_GUARDED,
    MEMCALL_NO_MERGE, MEMCALL_SECRET,  MEMCALL_LARGE,        MEMCALL_KEYED};

/* A region that is freed at the end of the test. */
class Region {
 public:
  Region() = default;
  explicit Region(const memcall_request &request) {
    status = memcall_alloc_request(&request, &region);
  }
  Region(size_t size, memcall_kind kind, memcall_protection protection = MEMCALL_READ_WRITE) {
    status = memcall_alloc(size, 0, protection, kind, &region);
  }
  Region(const Region &) = delete;
  Region &operator=(const Region &) = delete;
  ~Region() { EXPECT_EQ(MEMCALL_OK, memcall_free(&region)); }

  unsigned char *data() const { return region.data; }
  size_t size() const { return region.size; }

  memcall_region region = {};
  memcall_status status = MEMCALL_OK;
};

inline bool AllBytesAre(const unsigned char *bytes, size_t size, unsigned char value) {
  for (size_t i = 0; i < size; i++)
    if (bytes[i] != value) return false;
  return true;
}

inline bool IsZeroed(const memcall_region &region) {
  return region.data == nullptr && region.size == 0 && region.in_force == 0 &&
         region.mapping.base == nullptr && region.mapping.size == 0;
}

inline bool CanHave(memcall_safeguards one) {
  memcall_capability capability = {};
  capability.struct_size = sizeof capability;
  return memcall_capability_of(one, &capability) == MEMCALL_OK && capability.available == 1;
}

inline std::string WhyNot(memcall_safeguards one) {
  memcall_capability capability = {};
  capability.struct_size = sizeof capability;
  if (memcall_capability_of(one, &capability) != MEMCALL_OK) return "capability_of failed";
  return capability.reason;
}

/* What every failure has to look like. */
inline void ExpectToldAs(memcall_status expected) {
  const memcall_error *error = memcall_last_error();
  EXPECT_EQ(expected, error->status) << error->text;
  EXPECT_STRNE("", error->operation);
  EXPECT_GT(std::strlen(error->text), 10u);
  EXPECT_EQ(nullptr, std::strstr(error->text, "0x")) << error->text;
}

}  // namespace conformance

#define EXPECT_FAILS(expected, call)     \
  do {                                   \
    EXPECT_EQ(expected, (call));         \
    conformance::ExpectToldAs(expected); \
  } while (0)

#define SKIP_WITHOUT(safeguard) \
  if (!conformance::CanHave(safeguard)) GTEST_SKIP() << conformance::WhyNot(safeguard)

#endif
