// fixture.h: one suite for every kind of rest: what holds for one holds for all.
#ifndef TESTS_SECUREMEMORY_FIXTURE_H
#define TESTS_SECUREMEMORY_FIXTURE_H

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lib/memcall/host/host.h"
#include "securememory/securememory.h"

namespace secret_test {

using Bytes = std::vector<unsigned char>;

const securememory_kind kKinds[] = {SECUREMEMORY_SEALED, SECUREMEMORY_PROTECTED,
                                    SECUREMEMORY_GUARDED};

inline std::string NameOf(securememory_kind kind) {
  return kind == SECUREMEMORY_SEALED      ? "Sealed"
         : kind == SECUREMEMORY_PROTECTED ? "Protected"
                                          : "Guarded";
}

inline Bytes Pattern(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; i++) bytes[i] = static_cast<unsigned char>(i * 7 + 1);
  return bytes;
}

// A context and a factory of one kind.
class World {
 public:
  void Open(securememory_kind kind, const securememory_factory_options* options = nullptr,
            memguard_options context = memguard_options_relaxed()) {
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&context, &context_)) << memcall_last_error()->text;
    ASSERT_EQ(SECUREMEMORY_OK, securememory_factory_new(context_, kind, options, &factory_));
  }
  void Close() {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_factory_destroy(factory_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  securememory_secret* Copy(const Bytes& bytes) {
    securememory_secret* secret = nullptr;
    EXPECT_EQ(SECUREMEMORY_OK,
              securememory_secret_new_copy(factory_, bytes.data(), bytes.size(), &secret))
        << memcall_last_error()->text;
    return secret;
  }
  securememory_metrics Metrics() {
    securememory_metrics metrics = {};
    metrics.struct_size = sizeof metrics;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_factory_metrics(factory_, &metrics));
    return metrics;
  }
  memguard_context* context_ = nullptr;
  securememory_factory* factory_ = nullptr;
};

class OfEveryKind : public World, public ::testing::TestWithParam<securememory_kind> {
 protected:
  void SetUp() override { Open(GetParam()); }
  void TearDown() override { Close(); }
};

#define FOR_EVERY_KIND(suite)                                                      \
  INSTANTIATE_TEST_SUITE_P(Kinds, suite, ::testing::ValuesIn(secret_test::kKinds), \
                           [](const auto& test) { return secret_test::NameOf(test.param); })

inline int Keep(const unsigned char* bytes, size_t length, void* user) {
  static_cast<Bytes*>(user)->assign(bytes, bytes + length);
  return 0;
}
inline int Ignore(const unsigned char*, size_t, void*) { return 0; }
inline int Refuse(const unsigned char*, size_t, void*) { return 7; }

// What the secret holds; empty when it cannot be entered.
inline Bytes Content(securememory_secret* secret) {
  Bytes seen;
  return securememory_secret_with_bytes(secret, Keep, &seen) == SECUREMEMORY_OK ? seen : Bytes();
}

// What stands in a leak's line for the place in the code: a static program may have no loader to ask.
inline const char* PlaceInCode() {
  char text[256];
  memcall_host_site(reinterpret_cast<const void*>(PlaceInCode), text, sizeof text);
  return std::string(text) == "unknown" ? "made at unknown" : "+0x";
}

// Calls a function object with the plaintext.
template <class F>
securememory_status Inside(securememory_secret* secret, F&& body) {
  return securememory_secret_with_bytes(
      secret,
      [](const unsigned char* bytes, size_t length, void* user) {
        return (*static_cast<F*>(user))(bytes, length);
      },
      &body);
}

}  // namespace secret_test

#endif
