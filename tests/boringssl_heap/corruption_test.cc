// Memory errors of a program that uses BoringSSL are found, and end it with one line.
#include <openssl/mem.h>

#include "tests/boringssl_heap/keys.h"
#include "tests/death/death.h"
#include "tests/memguard/heap/fixture.h"

namespace boringssl_heap_test {
namespace {

using heap_test::Break;

unsigned char* New(size_t size) {
  LetFaultsKill();
  return static_cast<unsigned char*>(OPENSSL_malloc(size));
}

TEST(CorruptionDeathTest, AWritePastTheEndIsFoundByFree) {
  auto crash = [] {
    unsigned char* bytes = New(40);
    Break(bytes, 40);
    OPENSSL_free(bytes);
  };
  EXPECT_EXIT(crash(), DiedOfAbort, "bytes behind an object were overwritten .an object of 40");
}

TEST(CorruptionDeathTest, ADoubleFree) {
  auto crash = [] {
    unsigned char* bytes = New(40);
    OPENSSL_free(bytes);
    OPENSSL_free(bytes);
  };
  EXPECT_EXIT(crash(), DiedOfAbort, "an object was freed twice");
}

// From malloc(3), or from a BoringSSL that has no such heap.
TEST(CorruptionDeathTest, MemoryOfAnotherAllocator) {
  auto crash = [] {
    New(1);
    OPENSSL_free(malloc(40));
  };
  EXPECT_EXIT(crash(), DiedOfAbort, "not an object of this context");
}

// Its size is not known, so nothing is copied; and then it is freed.
TEST(CorruptionDeathTest, ReallocOfMemoryOfAnotherAllocator) {
  auto crash = [] {
    New(1);
    if (OPENSSL_realloc(malloc(40), 80) != nullptr) _exit(0);
  };
  EXPECT_EXIT(crash(), DiedOfAbort, "not an object of this context");
}

// Address sanitizer sees what is free, wherever it was used.
TEST(CorruptionDeathTest, AUseAfterFreeIsTold) {
#if defined(MEMGUARD_HAS_ASAN)
  auto crash = [] {
    unsigned char* bytes = New(40);
    OPENSSL_free(bytes);
    static_cast<volatile unsigned char*>(bytes)[3] = 1;
  };
  EXPECT_DEATH(crash(), "AddressSanitizer: use-after-poison");
#else
  auto crash = [] {
    unsigned char* bytes = New(40);
    OPENSSL_free(bytes);
    bytes[3] = 1;
    for (int i = 0; i < 10000; i++) New(40);
  };
  EXPECT_EXIT(crash(), DiedOfAbort, "a freed object was written");
#endif
}

}  // namespace
}  // namespace boringssl_heap_test
