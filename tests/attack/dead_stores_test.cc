/* dead_stores_test.cc: a memset of an array that ends with its function is left out by every compiler
   that optimizes, and the secret stays on the stack; memguard_wipe is not left out. To be run with
   each compiler and with link-time optimization: --config=lto, clang, clang-lto, hermetic. */
#include "tests/attack/dead_stores.h"

#include <gtest/gtest.h>

#include <cstring>

#include "memcall/memcall.h"

namespace {

enum { kBelow = 4096, kWords = DEAD_BYTES / 8 };

alignas(16) unsigned char secret[DEAD_BYTES];
uint64_t below[kBelow / 8];

/* Reads what the call left below this frame before anything else runs there: no call in between.
   Volatile: nothing may be read ahead of the call, and nothing by a function of the C library. */
__attribute__((noinline)) void Leave(void (*call)(const unsigned char *)) {
  uintptr_t stack;
#if defined(__x86_64__)
  __asm__ volatile("movq %%rsp, %0" : "=r"(stack));
#else
  __asm__ volatile("mov %0, sp" : "=r"(stack));
#endif
  call(secret);
  const volatile uint64_t *from = reinterpret_cast<const volatile uint64_t *>(stack - kBelow);
  for (size_t i = 0; i < kBelow / 8; i++) *static_cast<volatile uint64_t *>(below + i) = from[i];
}

/* How many words of the secret are left. */
size_t Left(void (*call)(const unsigned char *)) {
  uint64_t words[kWords];
  size_t left = 0;
  EXPECT_EQ(memcall_random(secret, sizeof secret), MEMCALL_OK);
  memset(below, 0, sizeof below);
  Leave(call);
  memcpy(words, secret, sizeof words);
  for (uint64_t found : below)
    for (uint64_t word : words) left += found == word;
  return left;
}

TEST(DeadStores, ControlNoWipeAtAll) { EXPECT_EQ(Left(dead_without), size_t{kWords}); }

TEST(DeadStores, ControlMemsetIsLeftOut) { EXPECT_EQ(Left(dead_with_memset), size_t{kWords}); }

TEST(DeadStores, OurWipeIsNot) { EXPECT_EQ(Left(dead_with_wipe), 0u); }

}  // namespace
