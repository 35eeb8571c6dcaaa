// Emergency wipe from real signal handlers, above whatever the thread was doing.
#include <signal.h>
#include <sys/time.h>

#include <atomic>

#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/buffer/peek.h"

namespace buffer_test {
namespace {

std::atomic<int> wipes{0};

void Wipe(int) {
  memguard_emergency_wipe();
  wipes++;
}

class Signal : public BufferTest {
 protected:
  void SetUp() override {
    BufferTest::SetUp();
    struct sigaction action = {};
    action.sa_handler = Wipe;
    action.sa_flags = SA_RESTART;
    ASSERT_EQ(0, sigaction(SIGALRM, &action, &before_));
    wipes = 0;
  }
  void TearDown() override {
    sigaction(SIGALRM, &before_, nullptr);
    BufferTest::TearDown();
  }
  struct sigaction before_ = {};
};

TEST_F(Signal, HandlersMayWipeBuffersOfAnyProtection) {
  std::vector<memguard_buffer*> buffers;
  for (int i = 0; i < 9; i++) {
    buffers.push_back(NewCopy("secret"));
    ASSERT_EQ(MEMGUARD_OK,
              memguard_buffer_protect(buffers.back(), static_cast<memguard_protection>(1 + i % 3)));
  }
  raise(SIGALRM);
  EXPECT_EQ(1, wipes);
  for (memguard_buffer* buffer : buffers) {
    EXPECT_TRUE(IsZero(Peek(inside_bytes(buffer), 6)));
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    memguard_buffer_destroy(buffer);
  }
}

// Pages keep their access, so a pointer that a frame below holds reads zeros and does not fault.
TEST_F(Signal, AWritableOrFrozenBufferReadsAsZerosAfterwards) {
  memguard_buffer *frozen = NewCopy("secret"), *writable = New(6);
  const unsigned char* data = memguard_buffer_data(frozen);
  unsigned char* mutable_data = memguard_buffer_mutable_data(writable);
  memset(mutable_data, 'x', 6);
  raise(SIGALRM);
  EXPECT_TRUE(IsZero(data, 6));
  EXPECT_TRUE(IsZero(mutable_data, 6));
  memguard_buffer_destroy(frozen);
  memguard_buffer_destroy(writable);
}

void LiveOnce(memguard_context* context) {
  memguard_buffer* buffer = nullptr;
  char bytes[64] = "to and fro";
  if (memguard_buffer_new_copy(context, bytes, sizeof bytes, &buffer) != MEMGUARD_OK) return;
  memguard_status status = memguard_buffer_melt(buffer);
  if (status == MEMGUARD_OK) status = memguard_buffer_write_copy(buffer, 0, bytes, sizeof bytes);
  if (status == MEMGUARD_OK) status = memguard_buffer_read(buffer, 0, bytes, sizeof bytes);
  if (status == MEMGUARD_OK) status = memguard_buffer_hide(buffer);
  if (status == MEMGUARD_OK) status = memguard_buffer_freeze(buffer);
  EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED);
  memguard_purge(context);
  memguard_buffer_destroy(buffer);
}

// A timer interrupts constructors, copies, changes of access, purges and destroys at any point.
TEST_F(Signal, MayInterruptAnything) {
  const struct itimerval kOften = {{0, 200}, {0, 200}}, kNever = {{0, 0}, {0, 0}};
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &kOften, nullptr));
  while (wipes < 500) LiveOnce(context_);
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &kNever, nullptr));
}

// --- A crash

const memguard_buffer* crashing;

void WipeAndTell(int) {
  unsigned char bytes[32];
  memguard_emergency_wipe();
  bool there = PeekInto(inside_bytes(crashing), bytes, sizeof bytes);
  _exit(there && IsZero(bytes, sizeof bytes) ? 42 : 1);
}

void CrashBehind(memguard_buffer* buffer) {
  crashing = buffer;
  signal(SIGSEGV, WipeAndTell);
  const_cast<volatile unsigned char*>(inside_bytes(buffer))[32] = 1;
}

using SignalDeathTest = Signal;

TEST_F(SignalDeathTest, AFaultHandlerFindsNothingLeftToDump) {
  DieAnew();
  memguard_buffer* buffer = New(32);
  memset(memguard_buffer_mutable_data(buffer), 'k', 32);
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    EXPECT_EXIT(CrashBehind(buffer), ::testing::ExitedWithCode(42), "") << protection;
  }
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
