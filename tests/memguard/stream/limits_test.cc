// Little or nothing may be locked: what needs no lock works, and what does not work loses nothing.
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Fails;
using stream_test::Giver;
using stream_test::Secret;
using stream_test::Taker;

class LimitsTest : public stream_test::StreamTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    Open(memguard_options_default());
    Make(0);
    chunk_ = 4 * memcall_page_size();
  }

  void TearDown() override {
    StreamTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  // So many bytes may be locked on top of what is locked now.
  static void LetLock(size_t bytes) {
    fake_os_limits limits = fake_os_get_limits();
    limits.locked_bytes = fake_os_used().locked_bytes + bytes;
    fake_os_set_limits(limits);
  }

  size_t chunk_ = 0;
};

TEST_F(LimitsTest, SixtyFourKilobytesAreEnoughForAnyAmount) {
  LetLock(64 << 10);
  std::string secret = Secret(1 << 20), read;
  for (size_t at = 0; at < secret.size(); at += 10000) Put(secret.substr(at, 10000));
  while (Size() != 0 && !HasFailure()) {
    std::string piece = Take(read.size() % 3 == 0 ? 700 : 20000);
    EXPECT_NE("MEMGUARD_ERR_LOCK_LIMIT", piece);
    read += piece;
  }
  EXPECT_EQ(secret, read);
  Giver giver{secret};
  Taker taker;
  size_t moved = 0;
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_fill(stream_, giver.source(), SIZE_MAX, &moved));
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, taker.sink(), &moved));
  EXPECT_EQ(secret, taker.text);
}

TEST_F(LimitsTest, NothingCanBeSealedWithoutTheKeysPage) {
  LetLock(0);
  std::string bytes = Secret(100);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_LOCK_LIMIT, nullptr,
                    memguard_stream_write(stream_, &bytes[0], bytes.size())));
  EXPECT_EQ(Secret(100), bytes);
  EXPECT_EQ(0u, Size());
}

TEST_F(LimitsTest, WithNoMoreThanTheKeysPageWholeChunksComeAndGo) {
  std::string secret = Secret(3 * chunk_);
  LetLock(memcall_page_size());
  Put(secret);
  EXPECT_EQ("MEMGUARD_ERR_LOCK_LIMIT", Take(10));
  EXPECT_EQ("MEMGUARD_ERR_LOCK_LIMIT", Peek(10));
  EXPECT_EQ("MEMGUARD_ERR_LOCK_LIMIT", Next());
  EXPECT_EQ("MEMGUARD_ERR_LOCK_LIMIT", All());
  EXPECT_EQ(secret.size(), Size());
  EXPECT_EQ(secret.substr(0, chunk_), Take(chunk_ + 10)) << "the rest of it cannot be opened";
  EXPECT_EQ(secret.substr(chunk_), Take(2 * chunk_));
}

TEST_F(LimitsTest, PumpsLeaveAllWhereItIs) {
  LetLock(memcall_page_size());
  Giver giver{Secret(100)};
  Taker taker;
  size_t moved = 99;
  Put(Secret(3 * chunk_));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_LOCK_LIMIT, nullptr,
                    memguard_stream_fill(stream_, giver.source(), 100, &moved)));
  EXPECT_EQ(0u, moved);
  EXPECT_EQ(0, giver.calls) << "the source still has all of it";
  moved = 99;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_LOCK_LIMIT, nullptr,
                    memguard_stream_drain(stream_, taker.sink(), &moved)));
  EXPECT_EQ(0u, moved);
  EXPECT_EQ(Secret(3 * chunk_), Take(3 * chunk_));
}

TEST_F(LimitsTest, AllDoesNotFitAndNextDoes) {
  std::string secret = Secret(8 * chunk_);
  LetLock(memcall_page_size() + 2 * chunk_);
  Put(secret);
  EXPECT_EQ("MEMGUARD_ERR_LOCK_LIMIT", All());
  for (size_t at = 0; at < secret.size(); at += chunk_)
    EXPECT_EQ(secret.substr(at, chunk_), Next());
}

// The open chunk gives way to the drain's, which is of the same size.
TEST_F(LimitsTest, RoomForOneChunkIsEnoughToDrainOneThatIsOpen) {
  Taker taker;
  size_t moved = 99;
  LetLock(memcall_page_size() + chunk_);
  Put(Secret(3 * chunk_));
  EXPECT_EQ(Secret(3 * chunk_).substr(0, 9), Take(9));
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, taker.sink(), &moved));
  EXPECT_EQ(Secret(3 * chunk_).substr(9), taker.text);
}

TEST_F(LimitsTest, TheBudgetOfTheContextCountsToo) {
  memguard_options options = memguard_options_default();
  options.lock_budget = memcall_page_size() + chunk_;
  memguard_stream_destroy(stream_);
  stream_ = nullptr;
  Open(options);
  Make(2 * chunk_);
  Put(Secret(2 * chunk_));
  EXPECT_EQ("MEMGUARD_ERR_LOCK_LIMIT", Take(10));
  EXPECT_EQ(Secret(2 * chunk_), Take(2 * chunk_));
  Put(Secret(chunk_));
  EXPECT_EQ(Secret(chunk_).substr(0, 10), Take(10)) << "a shorter chunk needs less";
}

TEST_F(LimitsTest, LocksGoBackWhenNothingWaits) {
  fake_os_usage before = fake_os_used();
  Put(Secret(100));
  (void)Take(10);
  EXPECT_GT(fake_os_used().locked_bytes, before.locked_bytes + memcall_page_size());
  (void)Take(100);
  EXPECT_EQ("MEMGUARD_ERR_END", Take(1));
  memguard_trim(context_);
  EXPECT_EQ(fake_os_used().locked_bytes, before.locked_bytes + memcall_page_size());
}

}  // namespace
