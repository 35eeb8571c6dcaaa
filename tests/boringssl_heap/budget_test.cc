// A program that sets a budget for BoringSSL's heap, so that its own secrets find something to lock.
#include <openssl/mem.h>
#include <sys/resource.h>

#include <cstring>

#include "memguard/memguard.h"
#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/memcall/linux.h"
#include "tests/memguard/heap/fixture.h"

namespace {

const size_t kBudget = 128 << 10;

constexpr memguard_options WithBudget() {
  memguard_options options = {};
  options.struct_size = sizeof options;
  options.lock = MEMGUARD_PREFER;
  options.lock_budget = kBudget;
  options.fork_action = MEMGUARD_FORK_INHERIT;
  return options;
}

}  // namespace

// Constant: allocations may come before the first constructor does.
const memguard_options boringssl_heap_options = WithBudget();

namespace boringssl_heap_test {
namespace {

std::vector<unsigned char*> MoreThanTheBudget() {
  std::vector<unsigned char*> objects;
  for (size_t size : {32u, 1000u, 3000u, 20000u, 100000u})
    for (int i = 0; i < 30; i++)
      objects.push_back(static_cast<unsigned char*>(OPENSSL_malloc(size)));
  return objects;
}

TEST(Budget, HoldsAndWhatGoesBeyondItIsTold) {
  std::vector<unsigned char*> objects = MoreThanTheBudget();
  EXPECT_LE(Stats().locked_bytes, kBudget);
  EXPECT_GE(Stats().locked_bytes, kBudget / 2) << "it is used";
  EXPECT_GT(Stats().unlocked_bytes, 30u * 100000);
  EXPECT_EQ(0u, Stats().failures);
  EXPECT_EQ(MEMCALL_LOCKED, Missing(objects.back())) << "that, and nothing else";
  EXPECT_TRUE(HasVmFlag(objects.back(), "dd")) << VmFlags(objects.back());
  memset(objects.back(), 0xa5, 100000);
  for (unsigned char* object : objects) OPENSSL_free(object);
}

TEST(Budget, LeavesTheRestToTheProgramsOwnSecrets) {
  const Death death = InAChild([] {
    const rlimit limit = {512 << 10, 512 << 10};
    CHECK_OR(77, setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && GiveUpPrivilege());
    std::vector<unsigned char*> objects = MoreThanTheBudget();
    memguard_context* context = nullptr;
    CHECK_OR(1, memguard_context_new(nullptr, &context) == MEMGUARD_OK);  // lock REQUIRE
    for (int i = 0; i < 1000; i++) CHECK_OR(2, memguard_malloc(context, 32) != nullptr);
    return Stats().unlocked_bytes > 0 ? 0 : 3;
  });
  if (death.code == 77) GTEST_SKIP() << "the limit cannot be lowered here";
  EXPECT_EQ(0, death.code);
}

}  // namespace
}  // namespace boringssl_heap_test
