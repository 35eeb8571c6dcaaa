// The end of the stack is never passed, whatever length is asked for.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstring>

#include "lib/memguard/scrub/scrub.h"

namespace {

constexpr unsigned char kFilled = 0xa5;

// A stack between pages that fault, filled with a pattern.
class Stack {
 public:
  explicit Stack(size_t size) : size_(size), page_(static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
    void* all = mmap(nullptr, size_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bytes_ = static_cast<unsigned char*>(all) + page_;
    EXPECT_EQ(0, mprotect(bytes_, size_, PROT_READ | PROT_WRITE));
    memset(bytes_, kFilled, size_);
  }
  ~Stack() { munmap(bytes_ - page_, size_ + 2 * page_); }

  unsigned char* bytes() { return bytes_; }
  size_t size() const { return size_; }

  size_t LowestTouched() const {
    size_t at = 0;
    while (at < size_ && bytes_[at] == kFilled) at++;
    return at;
  }

 private:
  size_t size_, page_;
  unsigned char* bytes_;
};

void RunThread(Stack* stack, void* (*body)(void*)) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  ASSERT_EQ(0, pthread_attr_setstack(&attributes, stack->bytes(), stack->size()));
  ASSERT_EQ(0, pthread_create(&thread, &attributes, body, nullptr));
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

TEST(Bounds, AThreadWipesAllButAReserve) {
  Stack stack(256 << 10);
  RunThread(&stack, [](void*) -> void* {
    memguard_scrub_stack(SIZE_MAX);
    return nullptr;
  });
  EXPECT_LE(stack.LowestTouched(), 16384u) << "wiped down to near the end";
  EXPECT_GE(stack.LowestTouched(), 1024u)
      << "and not to the very end, where a signal would not fit";
}

TEST(Bounds, ASmallStackSurvivesAScrub) {
  Stack stack(128 << 10);
  RunThread(&stack, [](void*) -> void* {
    for (int i = 0; i < 3; i++) memguard_scrub_stack(200 << 10);
    return nullptr;
  });
}

ucontext_t main_context, other_context;

void Scrubbing() {
  memguard_scrub_stack(SIZE_MAX);
  swapcontext(&other_context, &main_context);
}

// Nobody knows how long a coroutine's stack is: no more than 8 KiB of it are wiped.
TEST(Bounds, ACoroutineNeedsSixteenKibibytes) {
  Stack stack(64 << 10);
  ASSERT_EQ(0, getcontext(&other_context));
  other_context.uc_stack.ss_sp = stack.bytes();
  other_context.uc_stack.ss_size = stack.size();
  other_context.uc_link = nullptr;
  makecontext(&other_context, Scrubbing, 0);
  memguard_scrub_stack(64);  // the thread's own bounds are known by now
  ASSERT_EQ(0, swapcontext(&main_context, &other_context));
  EXPECT_GE(stack.LowestTouched(), stack.size() - 16384);
  EXPECT_LE(stack.LowestTouched(), stack.size() - MEMGUARD_SCRUB_DEPTH);
}

}  // namespace
