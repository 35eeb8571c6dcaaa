// A system that refuses locks, memory or both, in the middle of BoringSSL's work.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/mem.h>

#include <cstring>

#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/fake_os/fake_os.h"

namespace boringssl_heap_test {
namespace {

class Refused : public ::testing::Test {
 protected:
  void SetUp() override {
    fake_os_reset();
    ASSERT_TRUE(TryEcKey());  // the thread's own state is made, and stays
    memguard_trim(boringssl_heap_context());
  }
  void TearDown() override {
    ERR_clear_error();
    memguard_trim(boringssl_heap_context());
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }
};

// Objects of every sort: slots, whole pages, mappings of their own.
bool Work() {
  Key key = TryEcKey();
  bssl::UniquePtr<BIO> pages(BIO_new(BIO_s_mem())), mapping(BIO_new(BIO_s_mem()));
  const Bytes text(100000, 'x');
  return key && pages && mapping && BIO_write(pages.get(), text.data(), 30000) == 30000 &&
         BIO_write(mapping.get(), text.data(), 100000) == 100000;
}

TEST_F(Refused, LocksBeyondTheLimitAreCountedAndDone) {
  memguard_stats before = Stats();
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes;
  fake_os_set_limits(limits);
  std::vector<void*> objects;
  for (size_t size : {3000u, 20000u, 100000u})
    for (int i = 0; i < 20; i++) objects.push_back(OPENSSL_malloc(size));
  for (void* object : objects) {
    fake_os_page page = {};
    ASSERT_TRUE(fake_os_page_at(object, &page));
    EXPECT_TRUE(page.no_dump);
    EXPECT_EQ(page.locks == 0, (Missing(object) & MEMCALL_LOCKED) != 0);
  }
  EXPECT_EQ(MEMCALL_LOCKED, Missing(objects.back())) << "that, and nothing else";
  EXPECT_GE(Stats().unlocked_bytes, before.unlocked_bytes + 20 * 100000 + 19 * 20000);
  EXPECT_EQ(before.locked_bytes, Stats().locked_bytes);
  EXPECT_EQ(before.failures, Stats().failures);
  for (void* object : objects) OPENSSL_free(object);
  EXPECT_TRUE(Work());
  memguard_trim(boringssl_heap_context());
  EXPECT_EQ(before.unlocked_bytes, Stats().unlocked_bytes) << "they went with the pages";
}

// What the system would not take back goes with what is given back next.
size_t LiveAfterAll() {
  EXPECT_TRUE(Work());
  memguard_trim(boringssl_heap_context());
  return fake_os_used().live;
}

TEST_F(Refused, MemoryIsAnErrorThatLeavesNothing) {
  size_t failed = 0;
  for (memcall_status error : {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_DENIED, MEMCALL_ERR_SYSTEM}) {
    size_t nth = 1;
    for (bool happened = true; happened && nth < 1000; nth++) {
      size_t mapped = LiveAfterAll();
      uint64_t live = Stats().live;
      fake_os_fail(nth, error);
      failed += !Work();
      happened = fake_os_fault_happened();
      fake_os_no_faults();
      ERR_clear_error();
      EXPECT_EQ(live, Stats().live) << "operation " << nth;
      EXPECT_EQ(mapped, LiveAfterAll()) << "operation " << nth;
    }
    EXPECT_GT(nth, 5u);
  }
  EXPECT_GT(failed, 0u) << "some fault must have been met";
  EXPECT_TRUE(Work());
}

TEST_F(Refused, AllMemoryAndThenAllIsWellAgain) {
  fake_os_plan({1, "map", MEMCALL_ERR_NO_MEMORY, 12, true});
  EXPECT_FALSE(Work());
  EXPECT_GT(Stats().failures, 0u);
  fake_os_no_faults();
  ERR_clear_error();
  EXPECT_TRUE(Work());
}

TEST_F(Refused, AChildThatMayLockNothingGoesOnAllTheSame) {
  Key key = NewEcKey();
  const Bytes signature = Sign(key.get());
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  fake_os_fork_child();
  EXPECT_TRUE(Verifies(key.get(), signature)) << "it has its parent's key";
  EXPECT_TRUE(Verifies(key.get(), Sign(key.get())));
  EXPECT_EQ(0u, Stats().locked_bytes);
  EXPECT_GT(Stats().unlocked_bytes, 0u) << "what was locked in the parent";
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
}

}  // namespace
}  // namespace boringssl_heap_test
