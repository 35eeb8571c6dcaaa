// A process from before main to after exit: BoringSSL is used all the time, and so is its heap.
#include <openssl/err.h>
#include <openssl/mem.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"

namespace boringssl_heap_test {
namespace {

// What a child did on its way out, where its parent can see it.
struct Diary {
  std::atomic<int> handlers, destructors, threads_ended, wrong;
};
Diary* const diary = static_cast<Diary*>(
    mmap(nullptr, sizeof(Diary), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));

void UseBoringSsl() {
  Key key = TryEcKey();
  if (!key || !Owns(key.get())) diary->wrong++;
}

/* --- Before main ---------------------------------------------------------------------------- */

EVP_PKEY* early_key;
bool early_owned;
__attribute__((constructor(101))) void BeforeAllConstructors() {
  early_key = TryEcKey().release();
  early_owned = Owns(early_key);
}

// Among the destructors of the process; made before, so destroyed after everything that a test does.
struct Late {
  Key key = TryEcKey();
  const bool owned = Owns(key.get());
  ~Late() {
    UseBoringSsl();
    if (!key || Sign(key.get()).empty()) diary->wrong++;
    diary->destructors++;
  }
} late;

TEST(BeforeMain, ConstructorsAreServed) {
  ASSERT_NE(nullptr, early_key);
  EXPECT_TRUE(early_owned);
  EXPECT_TRUE(late.key && late.owned);
  EXPECT_TRUE(Owns(early_key));
  EXPECT_TRUE(Verifies(early_key, Sign(early_key)));
  EVP_PKEY_free(early_key);
}

/* --- At the end ----------------------------------------------------------------------------- */

void AtExit() {
  UseBoringSsl();
  diary->handlers++;
}

// Runs `before`, then exit(3), in a child.
int StatusOfExit(void (*before)()) {
  new (diary) Diary{};
  pid_t child = fork();
  if (child == 0) {
    alarm(30);
    atexit(AtExit);
    before();
    exit(0);
  }
  int status = -1;
  EXPECT_EQ(child, waitpid(child, &status, 0));
  return status;
}

TEST(Exit, HandlersAndDestructorsAreServed) {
  EXPECT_EQ(0, StatusOfExit([] { UseBoringSsl(); }));
  EXPECT_EQ(1, diary->handlers);
  EXPECT_EQ(1, diary->destructors);
  EXPECT_EQ(0, diary->wrong);
}

// Those that nobody joins work on until the last moment.
TEST(Exit, ThreadsThatStillRunAreServed) {
  auto start = [] {
    for (int i = 0; i < 3; i++)
      std::thread([] {
        for (;;) UseBoringSsl();
      }).detach();
    usleep(20000);
  };
  for (int round = 0; round < 20; round++) {
    EXPECT_EQ(0, StatusOfExit(start));
    EXPECT_EQ(0, diary->wrong);
    EXPECT_EQ(1, diary->destructors);
  }
}

/* --- Threads' ends -------------------------------------------------------------------------- */

pthread_key_t of_thread;

void EndOfThread(void* object) {
  UseBoringSsl();
  OPENSSL_free(object);
  diary->threads_ended++;
}

// BoringSSL's own destructor of a thread runs among others, in whatever order.
TEST(ThreadsEnd, DestructorsAreServedAndNothingIsLeft) {
  new (diary) Diary{};
  ASSERT_EQ(0, pthread_key_create(&of_thread, EndOfThread));
  auto work = [] {
    UseBoringSsl();
    ERR_put_error(ERR_LIB_USER, 0, 1, __FILE__, __LINE__);
    pthread_setspecific(of_thread, OPENSSL_malloc(100));
  };
  std::thread(work).join();
  uint64_t live = Stats().live;
  for (int i = 0; i < 100; i++) std::thread(work).join();
  EXPECT_EQ(101, diary->threads_ended);
  EXPECT_EQ(0, diary->wrong);
  EXPECT_LE(Stats().live, live + 2) << "BoringSSL hands one random state on from thread to thread";
}

}  // namespace
}  // namespace boringssl_heap_test
