// Accounts that may lock little or nothing, as containers have them: connections go on.
#include <openssl/mem.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/memcall/linux.h"
#include "tests/memguard/heap/fixture.h"

namespace boringssl_heap_test {
namespace {

// In a child, as an ordinary user.
void WithLockLimit(rlim_t bytes, const std::function<void()>& body) {
  const Death death = InAChild([&] {
    const rlimit limit = {bytes, bytes};
    CHECK_OR(77, setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && GiveUpPrivilege());
    body();
    return ::testing::Test::HasFailure() ? 1 : 0;
  });
  if (death.code == 77) GTEST_SKIP() << "the limit cannot be lowered here";
  EXPECT_EQ(0, death.signal);
  EXPECT_EQ(0, death.code);
}

class Limits : public ::testing::TestWithParam<size_t> {};

TEST_P(Limits, KeysAreMadeAndUsedAllTheSame) {
  WithLockLimit(GetParam(), [] {
    std::vector<Key> keys;
    for (int i = 0; i < 300; i++) keys.push_back(NewEcKey());
    for (const Key& key : keys) ASSERT_TRUE(Verifies(key.get(), Sign(key.get())));
    EXPECT_EQ(0u, Stats().failures);
    if (heap_test::kSanitized) return;  // a sanitizer says yes to every lock
    EXPECT_EQ(Stats().locked_bytes, StatusBytes("VmLck"));
    EXPECT_LE(Stats().locked_bytes, GetParam());
    EXPECT_GT(Stats().unlocked_bytes, 10u << 10) << "what went beyond it is told";
    EXPECT_EQ(MEMCALL_LOCKED, Missing(keys.back().get()));
  });
}

TEST_P(Limits, WhatIsNotLockedIsInNoDumpAndWiped) {
  WithLockLimit(GetParam(), [] {
    std::vector<unsigned char*> objects;
    for (int i = 0; i < 100; i++)
      for (size_t size : {3000u, 20000u, 100000u})
        objects.push_back(static_cast<unsigned char*>(OPENSSL_malloc(size)));
    for (size_t last : {objects.size() - 1, objects.size() - 2, objects.size() - 3}) {
      unsigned char* bytes = objects[last];
      memset(bytes, 0xa5, 3000);
      EXPECT_TRUE(HasVmFlag(bytes, "dd")) << VmFlags(bytes);
      EXPECT_TRUE(heap_test::kSanitized || !HasVmFlag(bytes, "lo")) << VmFlags(bytes);
    }
    OPENSSL_free(objects[objects.size() - 2]);
    for (ptrdiff_t i = 0; i < 20000; i++)
      ASSERT_EQ(0, heap_test::Peek(objects[objects.size() - 2], i));
  });
}

TEST_P(Limits, ErrnoStaysWhereALockIsRefused) {
  WithLockLimit(GetParam(), [] {
    for (int i = 0; i < 100; i++) {
      errno = EAGAIN;
      void* bytes = OPENSSL_malloc(20000);
      EXPECT_EQ(EAGAIN, errno);
      ASSERT_NE(nullptr, bytes);
    }
    errno = EAGAIN;
    OPENSSL_free(OPENSSL_malloc(200000));
    EXPECT_EQ(EAGAIN, errno);
  });
}

INSTANTIATE_TEST_SUITE_P(Bytes, Limits, ::testing::Values(0, 64 << 10));

// As many as the limit is good for are locked.
TEST(Limit, IsUsedBeforeAnythingGoesWithout) {
  if (heap_test::kSanitized) GTEST_SKIP() << "a sanitizer says yes to every lock";
  WithLockLimit(64 << 10, [] {
    for (int i = 0; i < 100; i++) ASSERT_NE(nullptr, OPENSSL_malloc(4000));
    EXPECT_GE(Stats().locked_bytes, 60u << 10);
    EXPECT_EQ(Stats().locked_bytes, StatusBytes("VmLck"));
  });
}

}  // namespace
}  // namespace boringssl_heap_test
