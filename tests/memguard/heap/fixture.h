// fixture.h: a context for heap tests, and the check that nothing is left when a test ends.
#ifndef TESTS_MEMGUARD_HEAP_FIXTURE_H
#define TESTS_MEMGUARD_HEAP_FIXTURE_H

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "lib/memguard/heap/poison.h"
#include "tests/memguard/heap/inside.h"

namespace heap_test {

// A sanitizer's allocator maps memory for itself.
#if defined(MEMGUARD_HAS_ASAN) || defined(__SANITIZE_THREAD__)
const bool kSanitized = true;
#elif defined(__has_feature)
const bool kSanitized = __has_feature(thread_sanitizer);
#else
const bool kSanitized = false;
#endif

inline size_t Page() { return memcall_page_size(); }

inline bool IsZero(const void* bytes, size_t size) {
  const unsigned char* byte = static_cast<const unsigned char*>(bytes);
  for (size_t i = 0; i < size; i++)
    if (byte[i] != 0) return false;
  return true;
}

// The thread's last error is `status`, with the name of a call and a sentence.
inline ::testing::AssertionResult LastErrorIs(int status) {
  const memcall_error* error = memcall_last_error();
  if (static_cast<int>(error->status) != status)
    return ::testing::AssertionFailure() << "it is " << error->status << ": " << error->text;
  if (error->operation[0] == '\0' || error->text == nullptr || error->text[0] == '\0')
    return ::testing::AssertionFailure() << "it says nothing";
  return ::testing::AssertionSuccess();
}

// Writes that the program must not make, and reads of what was freed.
__attribute__((no_sanitize("address"))) inline void Poke(void* object, ptrdiff_t offset,
                                                         unsigned char value) {
  static_cast<volatile unsigned char*>(object)[offset] = value;
}
__attribute__((no_sanitize("address"))) inline unsigned char Peek(const void* object,
                                                                  ptrdiff_t offset) {
  return static_cast<const volatile unsigned char*>(object)[offset];
}

// Changes one byte, whatever it is: a canary is random, and may be any byte that a test would write.
inline void Break(void* object, ptrdiff_t offset) {
  Poke(object, offset, static_cast<unsigned char>(Peek(object, offset) ^ 0x21));
}

struct Violation {
  int count = 0;
  memguard_violation_kind kind = {};
  std::string function;
  size_t size = 0;
};

inline void Note(const memguard_violation* what, void* user) {
  Violation* noted = static_cast<Violation*>(user);
  noted->count++;
  noted->kind = what->kind;
  noted->function = what->function;
  noted->size = what->object_size;
}

// Relaxed: an account that may lock nothing still runs every test that is not about locking.
class HeapTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(memguard_options_relaxed()); }

  void TearDown() override {
    EXPECT_EQ(0u, heap_live(context_));
    EXPECT_STREQ(nullptr, heap_flaw(context_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }

  void Open(const memguard_options& options) {
    if (context_ != nullptr) {
      ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    }
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
  }

  // A context whose violations are noted and survived.
  void OpenNoting(memguard_options options = memguard_options_relaxed()) {
    options.on_violation = Note;
    options.on_violation_user = &violation_;
    Open(options);
  }

  unsigned char* New(size_t size) {
    void* object = memguard_malloc(context_, size);
    EXPECT_NE(nullptr, object) << memcall_last_error()->operation << ": "
                               << memcall_last_error()->text;
    return static_cast<unsigned char*>(object);
  }

  void Free(void* object) { memguard_free(context_, object); }

  // As many objects as there is room for.
  std::vector<void*> Fill(size_t size, size_t most = SIZE_MAX) {
    std::vector<void*> objects;
    while (objects.size() < most) {
      void* object = memguard_malloc(context_, size);
      if (object == nullptr) break;
      objects.push_back(object);
    }
    return objects;
  }

  void FreeAll(const std::vector<void*>& objects) {
    for (void* object : objects) Free(object);
  }

  memguard_context* context_ = nullptr;
  Violation violation_;
};

}  // namespace heap_test

#endif
