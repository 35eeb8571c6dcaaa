// An application's own fork handlers use the library: those registered before ours run while all
// locks are held, and must pass.
#include <pthread.h>

#include <cstring>

#include "memguard/buffer.h"
#include "memguard/heap.h"
#include "tests/children/children.h"
#include "tests/memguard/context/inside.h"

namespace {

memguard_context* context = nullptr;
void* object = nullptr;
memguard_buffer* buffer = nullptr;
int prepared = 0, done = 0, failures = 0;

void UseAll() {
  char bytes[8];
  for (size_t size : {size_t{32}, size_t{3000}, size_t{9000}, size_t{200000}}) {
    void* own = memguard_malloc(context, size);
    if (own == nullptr) failures++;
    memguard_free(context, own);
  }
  object = memguard_realloc(context, object, 100);
  memguard_buffer* own = nullptr;
  if (memguard_buffer_new(context, 64, &own) != MEMGUARD_OK) failures++;
  memguard_buffer_destroy(own);
  if (memguard_buffer_read(buffer, 0, bytes, sizeof bytes) != MEMGUARD_OK) failures++;
  memguard_report report = {};
  report.struct_size = sizeof report;
  if (memguard_context_report(context, &report) != MEMGUARD_OK) failures++;
}

void Prepare() {
  prepared++;
  UseAll();
}

void Done() {
  done++;
  UseAll();
}

memguard_context* NewContext() {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  memguard_context* made = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &made));
  return made;
}

TEST(ForkHandlers, OfTheApplicationMayUseTheLibrary) {
  alarm(20);  // a deadlock is a failure
  ASSERT_EQ(0, pthread_atfork(Prepare, Done, Done)) << "before ours: it runs with our locks held";
  context = NewContext();
  ASSERT_EQ(0, pthread_atfork(Prepare, Done, Done)) << "after ours";
  object = memguard_malloc(context, 50);
  ASSERT_NE(nullptr, object);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(context, 64, &buffer));
  for (int i = 0; i < 5; i++) {
    prepared = done = 0;
    children::InChild([] {
      UseAll();
      EXPECT_EQ(2, prepared);
      EXPECT_EQ(2, done);
      EXPECT_EQ(0, failures);
      EXPECT_FALSE(inside_forks_here());
      children::InChild(UseAll);
    });
    EXPECT_EQ(2, prepared);
    EXPECT_EQ(2, done);
    EXPECT_FALSE(inside_forks_here());
    UseAll();
  }
  EXPECT_EQ(0, failures);
  memguard_buffer_destroy(buffer);
  memguard_free(context, object);
  alarm(0);
}

}  // namespace
