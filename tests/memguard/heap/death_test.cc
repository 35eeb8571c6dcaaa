// Without a handler a violation ends the process: one line on standard error, and SIGABRT.
#include <csignal>
#include <iostream>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class HeapDeathTest : public ::testing::Test {
 protected:
  // All of it happens in the process that dies.
  static memguard_context* Context() {
    memguard_options options = memguard_options_relaxed();
    memguard_context* context = nullptr;
    return memguard_context_new(&options, &context) == MEMGUARD_OK ? context : nullptr;
  }
  static unsigned char* New(memguard_context* context, size_t size) {
    return static_cast<unsigned char*>(memguard_malloc(context, size));
  }
};

void Overflow(memguard_context* context, unsigned char* object) {
  Break(object, 32);
  memguard_free(context, object);
}
void Underflow(memguard_context* context, unsigned char* object) {
  Break(object, -1);
  memguard_free(context, object);
}
void DoubleFree(memguard_context* context, unsigned char* object) {
  memguard_free(context, object);
  memguard_free(context, object);
}
void Interior(memguard_context* context, unsigned char* object) {
  memguard_free(context, object + 16);
}
void Resize(memguard_context* context, unsigned char* object) {
  Break(object, 33);
  if (memguard_realloc(context, object, 33) == nullptr) memguard_free(context, object);
}
void WriteAfterFree(memguard_context* context, unsigned char* object) {
  memguard_free(context, object);
  Break(object, 5);
  for (int i = 0; i < 400; i++)
    if (memguard_malloc(context, 32) == nullptr) return;
}

struct Crime {
  void (*commit)(memguard_context* context, unsigned char* object);
  const char* line;
};

TEST_F(HeapDeathTest, EachCrimeHasItsLine) {
  const Crime kCrimes[] = {
      {Overflow,
       "^memguard_free: bytes behind an object were overwritten \\(an object of 32 bytes\\)\n$"},
      {Underflow,
       "^memguard_free: bytes before an object were overwritten \\(an object of 32 bytes\\)\n$"},
      {DoubleFree, "^memguard_free: an object was freed twice\n$"},
      {Interior, "^memguard_free: a pointer is not an object of this context\n$"},
      {Resize,
       "^memguard_realloc: bytes behind an object were overwritten \\(an object of 32 bytes\\)\n$"},
      {WriteAfterFree, "^memguard_malloc: a freed object was written\n$"},
  };
  for (const Crime& crime : kCrimes) {
    auto commit = [&crime] {
      memguard_context* context = Context();
      crime.commit(context, New(context, 32));
    };
    EXPECT_EXIT(commit(), ::testing::KilledBySignal(SIGABRT), crime.line);
  }
}

TEST_F(HeapDeathTest, AHeapThatWasNeverUsedKnowsForeignPointersToo) {
  auto commit = [] { memguard_free(Context(), &std::cin); };
  EXPECT_EXIT(commit(), ::testing::KilledBySignal(SIGABRT),
              "^memguard_free: a pointer is not an object of this context\n$");
}

#if defined(MEMGUARD_HAS_ASAN)
TEST_F(HeapDeathTest, AddressSanitizerSeesAUseAfterFreeAtOnce) {
  for (size_t size : {size_t{32}, 2 * Page()}) {
    auto commit = [size] {
      memguard_context* context = Context();
      volatile unsigned char* object = New(context, size);
      memguard_free(context, const_cast<unsigned char*>(object));
      object[size / 2] = object[size / 2 + 1];
    };
    EXPECT_DEATH(commit(), "use-after-poison");
  }
}
#endif

}  // namespace
}  // namespace heap_test
