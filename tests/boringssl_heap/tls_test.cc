// TLS connections, whose keys, buffers and certificates are all the heap's.
#include "tests/boringssl_heap/tls.h"

#include <openssl/err.h>
#include <sys/resource.h>

#include <atomic>
#include <thread>

#include "memguard/memguard.h"
#include "tests/boringssl_heap/heap.h"
#include "tests/memcall/linux.h"

namespace boringssl_heap_test {
namespace {

TEST(Tls, LivesInTheHeapAndLeavesNothing) {
  const Ends ends;
  ASSERT_TRUE(ends.made);
  {
    Connection first(ends);  // sessions and the thread's state are made, and stay
    ASSERT_TRUE(first.Shake());
  }
  const memguard_stats before = Stats();
  {
    Connection connection(ends);
    ASSERT_TRUE(connection.Shake());
    EXPECT_TRUE(connection.Carries("text"));
    EXPECT_TRUE(Owns(connection.server.get()) && Owns(connection.client.get()));
    EXPECT_TRUE(Owns(SSL_get_session(connection.client.get())));
    EXPECT_GT(Stats().live, before.live + 50);
  }
  EXPECT_EQ(before.live, Stats().live);
  EXPECT_EQ(before.failures, Stats().failures);
}

// Many connections within a container's lock limit: none is refused, and what goes without is told.
int ManyConnections(rlim_t lock_limit) {
  const rlimit limit = {lock_limit, lock_limit};
  CHECK_OR(77, setrlimit(RLIMIT_MEMLOCK, &limit) == 0 && GiveUpPrivilege());
  const Ends ends;
  std::vector<std::unique_ptr<Connection>> connections;
  for (int i = 0; i < 100; i++) connections.emplace_back(new Connection(ends));
  for (auto& one : connections) CHECK_OR(1, one->Shake());
  for (auto& one : connections) CHECK_OR(2, one->Carries(std::string(10000, 'x')));
  CHECK_OR(3, Stats().failures == 0 && Stats().unlocked_bytes > 0);
  CHECK_OR(4, (Missing(connections.back()->server.get()) & ~MEMCALL_LOCKED) == 0);
  connections.clear();
  CHECK_OR(5, memguard_verify(boringssl_heap_context()) == MEMGUARD_OK);
  return 0;
}

TEST(Tls, ALockLimitRefusesNoConnection) {
  for (rlim_t lock_limit : {0, 64 << 10}) {
    const Death death = InAChild([lock_limit] { return ManyConnections(lock_limit); });
    if (death.code == 77) GTEST_SKIP() << "the limit cannot be lowered here";
    EXPECT_EQ(0, death.code) << lock_limit;
  }
}

TEST(Tls, PurgesDisturbNoConnection) {
  const Ends ends;
  std::atomic<bool> stop(false);
  std::thread purger([&] {
    while (!stop) memguard_purge_all();
  });
  Connection connection(ends);
  EXPECT_TRUE(connection.Shake());
  for (int i = 0; i < 100; i++) EXPECT_TRUE(connection.Carries("text"));
  stop = true;
  purger.join();
}

// A server that accepts and then forks: its worker goes on with the connection.
TEST(Tls, AChildGoesOnWithAConnection) {
  const Ends ends;
  Connection connection(ends);
  ASSERT_TRUE(connection.Shake());
  const Death death = InAChild([&] {
    CHECK_OR(1, connection.Carries("to the worker"));
    Connection own(ends);
    CHECK_OR(2, own.Shake() && own.Carries("own"));
    return 0;
  });
  EXPECT_EQ(0, death.code);
  EXPECT_TRUE(connection.Carries("to the parent"));
}

}  // namespace
}  // namespace boringssl_heap_test
