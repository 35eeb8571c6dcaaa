// What a panic leaves in memory, seen at its last moment.
#include <cstdlib>
#include <cstring>

#include "memguard/memguard.h"
#include "tests/memcall/linux.h"

namespace {

const char kText[] = "a key that was in use";

// A purge leaves raw heap memory to its users, who have no time to use it here.
TEST(Panic, ZeroesRawHeapMemoryToo) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_INHERIT;  // the child's copy is looked at
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context));
  void* object = memguard_malloc(context, sizeof kText);
  memcpy(object, kText, sizeof kText);
  const std::string control = BytesAtTheEnd(object, sizeof kText, [] {
    memguard_purge_all();
    abort();
  });
  if (control.empty()) GTEST_SKIP() << "no process may be traced here";
  EXPECT_EQ(std::string(kText, sizeof kText), control) << "a purge by itself leaves it";
  EXPECT_EQ(std::string(sizeof kText, '\0'),
            BytesAtTheEnd(object, sizeof kText, [] { memguard_panic("no way on"); }));
  memguard_free(context, object);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
