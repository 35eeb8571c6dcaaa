// What a purge or an emergency wipe ends, also in the middle of a call.
#include "memguard/process.h"
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Fails;
using stream_test::Giver;
using stream_test::IsZero;
using stream_test::Secret;
using stream_test::Taker;

class StreamPurgeTest : public stream_test::StreamTest {
 protected:
  // Nothing of it works, until it is destroyed.
  void ExpectExpired() {
    Giver giver{"x"};
    Taker taker;
    char byte = 'x';
    size_t moved = 99;
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_stream_status(stream_));
    EXPECT_EQ(0u, Size());
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Take(10));
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Take(0));
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Peek(10));
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Next());
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", All());
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_stream_write",
                      memguard_stream_write(stream_, &byte, 1)));
    EXPECT_EQ('x', byte);
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_stream_write_copy(stream_, nullptr, 0));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_stream_fill",
                      memguard_stream_fill(stream_, giver.source(), 1, &moved)));
    EXPECT_EQ(0u, moved);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_stream_drain",
                      memguard_stream_drain(stream_, taker.sink(), &moved)));
    EXPECT_EQ(0u, moved);
    EXPECT_EQ(0, giver.calls + taker.calls);
  }
};

TEST_F(StreamPurgeTest, EndsWhatWaits) {
  Put(Secret(2500));
  memguard_purge(context_);
  ExpectExpired();
  Make(kChunk);
  Put(Secret(2500, 2));
  EXPECT_EQ(Secret(2500, 2), Take(3000)) << "a new one works";
}

TEST_F(StreamPurgeTest, EndsAnEmptyStreamToo) {
  memguard_purge(context_);
  ExpectExpired();
}

TEST_F(StreamPurgeTest, EndsWhatStandsOpen) {
  Put(Secret(2500));
  (void)Take(10);
  memguard_purge(context_);
  ExpectExpired();
  EXPECT_EQ(1u, enclave_live(context_));
}

TEST_F(StreamPurgeTest, AnEmergencyZeroesWhatStandsOpen) {
  size_t size = 0;
  Put(Secret(2500));
  (void)Take(10);
  const unsigned char* window = stream_window(stream_, &size);
  EXPECT_FALSE(IsZero(window, size));
  memguard_emergency_wipe();
  EXPECT_TRUE(IsZero(window, size));
  ExpectExpired();
}

TEST_F(StreamPurgeTest, NoneIsMadeWhileAPurgeIsUnderWay) {
  memguard_stream* out = reinterpret_cast<memguard_stream*>(this);
  enclave_purge_begin(context_);
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_EXPIRED, "memguard_stream_new", memguard_stream_new(context_, 0, &out)));
  EXPECT_EQ(nullptr, out);
  enclave_purge_end(context_);
  ExpectExpired();
}

TEST_F(StreamPurgeTest, OtherContextsGoOn) {
  memguard_context* other = nullptr;
  memguard_options options = memguard_options_relaxed();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  Put(Secret(2500));
  memguard_purge(other);
  EXPECT_EQ(Secret(2500), Take(3000));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

// --- While a source or a sink runs --------------------------------------------------------------

TEST_F(StreamPurgeTest, WhileASourceRuns) {
  for (int when : {0, 2, 4}) {
    Giver giver{Secret(2500), 700};
    size_t moved = 99;
    giver.before = [&] {
      if (giver.calls == when) memguard_purge(context_);
    };
    Make(kChunk);
    Put("before");
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_stream_fill",
                      memguard_stream_fill(stream_, giver.source(), SIZE_MAX, &moved)));
    EXPECT_EQ(0u, moved);
    EXPECT_EQ(when + 1, giver.calls) << "not asked again";
    ExpectExpired();
  }
}

TEST_F(StreamPurgeTest, WhileASinkRuns) {
  for (bool sink_fails : {false, true}) {
    Taker taker;
    size_t moved = 99;
    taker.fails_on = sink_fails ? 2 : 0;
    taker.before = [&] {
      if (taker.calls == 1) memguard_purge(context_);
    };
    Make(kChunk);
    Put(Secret(2500));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_stream_drain",
                      memguard_stream_drain(stream_, taker.sink(), &moved)));
    EXPECT_EQ(2, taker.calls) << "not called again";
    EXPECT_EQ(Secret(2500).substr(0, kChunk), taker.text.substr(0, kChunk));
    ExpectExpired();
  }
}

// What a sink was given stays accessible to it.
TEST_F(StreamPurgeTest, ASinkMayGoOnReading) {
  Put(Secret(kChunk));
  size_t moved = 99;
  memguard_sink sink = {[](void* context, const void* bytes, size_t length) {
                          std::string before(static_cast<const char*>(bytes), length);
                          memguard_purge(static_cast<memguard_context*>(context));
                          std::string after(static_cast<const char*>(bytes), length);
                          EXPECT_TRUE(after == before || IsZero(after.data(), length));
                          return MEMGUARD_OK;
                        },
                        context_};
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_stream_drain(stream_, sink, &moved));
}

}  // namespace
