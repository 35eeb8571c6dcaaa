// Sources and sinks: what is moved, what is kept, and what may happen while they run.
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Fails;
using stream_test::Giver;
using stream_test::IsZero;
using stream_test::Secret;
using stream_test::Taker;

class PumpTest : public stream_test::StreamTest {
 protected:
  memguard_status Fill(Giver* giver, size_t limit = SIZE_MAX) {
    moved_ = 99;
    return memguard_stream_fill(stream_, giver->source(), limit, &moved_);
  }

  memguard_status Drain(Taker* taker) {
    moved_ = 99;
    return memguard_stream_drain(stream_, taker->sink(), &moved_);
  }

  size_t moved_ = 0;
};

// --- Filling ------------------------------------------------------------------------------------

TEST_F(PumpTest, FillsToTheEndOfTheSource) {
  for (size_t size : {0, 1, 999, 1000, 1001, 5000}) {
    Giver giver{Secret(size)};
    EXPECT_EQ(MEMGUARD_OK, Fill(&giver));
    EXPECT_EQ(size, moved_);
    EXPECT_EQ(size, Size());
    EXPECT_EQ(size == 0 ? "MEMGUARD_ERR_END" : Secret(size), Take(6000));
  }
}

TEST_F(PumpTest, FillsUpToTheLimit) {
  Giver giver{Secret(5000)};
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver, 1500));
  EXPECT_EQ(1500u, moved_);
  EXPECT_EQ(1500u, giver.at) << "no byte more was asked for";
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver, 0));
  EXPECT_EQ(0u, moved_);
  EXPECT_EQ(2, giver.calls) << "a limit of 0 asks nothing";
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver));
  EXPECT_EQ(Secret(5000), Take(6000));
}

TEST_F(PumpTest, SmallPiecesMakeFullChunks) {
  Giver giver{Secret(2500), 7};
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver));
  EXPECT_EQ(3u, stream_chunks(stream_));
  EXPECT_EQ(Secret(2500), Take(6000));
}

TEST_F(PumpTest, LittleTakesLittleRoom) {
  Giver giver{Secret(10)};
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver));
  EXPECT_EQ(1u, stream_spares(stream_)) << "the block that was too large";
  EXPECT_EQ(Secret(10), Take(100));
}

// The source is given locked memory, and nothing of it is left there.
TEST_F(PumpTest, TheSourceWritesToLockedMemory) {
  Giver giver{Secret(5000)};
  size_t before = enclave_locked(context_), within = 0;
  giver.before = [&] {
    within = enclave_locked(context_);
    EXPECT_EQ(1u, enclave_live(context_));
  };
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver));
  memguard_report report = {};
  report.struct_size = sizeof report;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  if ((report.now.in_force & MEMCALL_LOCKED) != 0) {
    EXPECT_GT(within, before);
  }
}

// It may take its time before it gives more.
TEST_F(PumpTest, WhatASourceGaveIsWipedBeforeItIsAskedAgain) {
  struct Blank {
    const char* last = nullptr;
    int calls = 0;
    static memguard_status Read(void* user, void* bytes, size_t capacity, size_t* got) {
      Blank* self = static_cast<Blank*>(user);
      EXPECT_TRUE(self->last == nullptr || IsZero(self->last, kChunk));
      self->last = static_cast<const char*>(bytes);
      *got = self->calls++ < 3 ? capacity : 0;
      memset(bytes, 'x', *got);
      return MEMGUARD_OK;
    }
  } blank;
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_fill(stream_, {Blank::Read, &blank}, SIZE_MAX, &moved_));
  EXPECT_EQ(3 * kChunk, moved_);
}

TEST_F(PumpTest, ASourceThatFails) {
  for (bool with_bytes : {false, true}) {
    Giver giver{Secret(2500), SIZE_MAX, MEMGUARD_ERR_SYSTEM, with_bytes};
    EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, "memguard_stream_fill", Fill(&giver)));
    EXPECT_EQ(2500u, moved_) << "what came before is kept";
    EXPECT_EQ(Secret(2500), Take(6000));
  }
}

TEST_F(PumpTest, ASourceThatFailsAtOnce) {
  Giver giver{"", SIZE_MAX, MEMGUARD_ERR_IO};
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, "memguard_stream_fill", Fill(&giver)));
  EXPECT_EQ(0u, moved_);
  EXPECT_EQ(0u, Size());
}

memguard_status ClaimTooMuch(void*, void*, size_t capacity, size_t* got) {
  *got = capacity + 1;
  return MEMGUARD_OK;
}

TEST_F(PumpTest, ASourceThatClaimsTooMuch) {
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, "memguard_stream_fill",
                    memguard_stream_fill(stream_, {ClaimTooMuch, nullptr}, 100, &moved_)));
  EXPECT_EQ(0u, moved_);
  EXPECT_EQ(0u, Size());
}

TEST_F(PumpTest, BadArguments) {
  Giver giver{"x"};
  Taker taker;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_fill",
                    memguard_stream_fill(stream_, {nullptr, nullptr}, 1, &moved_)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_fill",
                    memguard_stream_fill(stream_, giver.source(), 1, nullptr)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_fill",
                    memguard_stream_fill(nullptr, giver.source(), 1, &moved_)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_drain",
                    memguard_stream_drain(stream_, {nullptr, nullptr}, &moved_)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_drain",
                    memguard_stream_drain(stream_, taker.sink(), nullptr)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_drain",
                    memguard_stream_drain(nullptr, taker.sink(), &moved_)));
  EXPECT_EQ(0, giver.calls + taker.calls);
}

// --- Draining -----------------------------------------------------------------------------------

TEST_F(PumpTest, DrainsAll) {
  Taker taker;
  EXPECT_EQ(MEMGUARD_OK, Drain(&taker)) << "nothing, for a start";
  EXPECT_EQ(0u, moved_);
  EXPECT_EQ(0, taker.calls);
  Put(Secret(2500));
  EXPECT_EQ(MEMGUARD_OK, Drain(&taker));
  EXPECT_EQ(2500u, moved_);
  EXPECT_EQ(Secret(2500), taker.text);
  EXPECT_EQ(3, taker.calls) << "chunk by chunk";
  EXPECT_EQ(0u, Size());
}

TEST_F(PumpTest, WhatASinkTookIsWipedBeforeItIsGivenMore) {
  Put(Secret(kChunk));
  Put(Secret(10));
  memguard_sink sink = {[](void*, const void* bytes, size_t length) {
                          const char* rest = static_cast<const char*>(bytes) + length;
                          EXPECT_TRUE(length == kChunk || IsZero(rest, kChunk - length));
                          return MEMGUARD_OK;
                        },
                        nullptr};
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, sink, &moved_));
  EXPECT_EQ(kChunk + 10, moved_);
}

TEST_F(PumpTest, DrainsTheRestOfAChunkThatWasReadInPart) {
  Taker taker;
  Put(Secret(2500));
  EXPECT_EQ(Secret(2500).substr(0, 300), Take(300));
  EXPECT_EQ(MEMGUARD_OK, Drain(&taker));
  EXPECT_EQ(2200u, moved_);
  EXPECT_EQ(Secret(2500).substr(300), taker.text);
  EXPECT_FALSE(HasWindow());
}

TEST_F(PumpTest, WhatASinkDidNotTakeStays) {
  for (int fails_on : {1, 2, 3}) {
    Taker taker;
    taker.fails_on = fails_on;
    Put(Secret(2500));
    EXPECT_EQ(Secret(2500).substr(0, 300), Take(300));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, "memguard_stream_drain", Drain(&taker)));
    EXPECT_EQ(taker.text.size(), moved_);
    EXPECT_EQ(2200u, moved_ + Size());
    EXPECT_EQ(Secret(2500).substr(300), taker.text + Take(6000));
  }
}

TEST_F(PumpTest, AForgeryStopsADrain) {
  Taker taker;
  Put(Secret(2500));
  Tamper(1);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_AUTH, "memguard_stream_drain", Drain(&taker)));
  EXPECT_EQ(Secret(2500).substr(0, kChunk), taker.text);
  EXPECT_EQ(1500u, Size());
  Tamper(0);
  EXPECT_EQ(MEMGUARD_OK, Drain(&taker));
  EXPECT_EQ(Secret(2500), taker.text);
}

// --- While they run, the stream may be used -----------------------------------------------------

TEST_F(PumpTest, ASourceMayUseTheStream) {
  Put("before ");
  Giver giver{"filled"};
  std::string seen;
  giver.before = [&] {
    if (giver.calls == 0) {
      seen = Take(100);
      Put("meanwhile ");
    }
  };
  EXPECT_EQ(MEMGUARD_OK, Fill(&giver));
  EXPECT_EQ("before ", seen);
  EXPECT_EQ("meanwhile filled", Take(100));
}

TEST_F(PumpTest, ASinkMayUseTheStream) {
  Put(Secret(1500));
  Taker taker;
  std::string seen;
  taker.before = [&] {
    seen = Take(100);
    EXPECT_EQ(0u, Size());
    Put("again ");
    seen += Peek(2);
  };
  EXPECT_EQ(MEMGUARD_OK, Drain(&taker));
  EXPECT_EQ(Secret(1500), taker.text);
  EXPECT_EQ("again ag", seen);
  EXPECT_EQ("again ", Take(100)) << "what a sink writes stays";
}

// The second chunk's sink wrote and read in part, and then fails: two chunks that were begun.
TEST_F(PumpTest, WhatComesBackComesFirst) {
  Put("one");
  Put("two");
  Taker taker;
  taker.fails_on = 2;
  taker.before = [&] {
    if (taker.calls != 1) return;
    Put("three");
    EXPECT_EQ("th", Take(2));
  };
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, "memguard_stream_drain", Drain(&taker)));
  EXPECT_EQ("one", taker.text);
  EXPECT_EQ(6u, Size());
  EXPECT_EQ("t", Take(1));
  EXPECT_EQ("wor", Take(3));
  EXPECT_EQ("ee", Take(100));
}

// A chunk that came back is opened again for its rest; what was read before stays wiped.
TEST_F(PumpTest, WhatWasReadDoesNotComeBack) {
  Taker taker;
  taker.fails_on = 1;
  size_t size = 0;
  Put(Secret(kChunk));
  EXPECT_EQ(Secret(kChunk).substr(0, 300), Take(300));
  EXPECT_EQ(MEMGUARD_ERR_IO, Drain(&taker));
  EXPECT_EQ(Secret(kChunk).substr(300, 5), Peek(5));
  EXPECT_TRUE(IsZero(stream_window(stream_, &size), 300));
}

TEST_F(PumpTest, OneStreamIntoAnother) {
  memguard_stream* other = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_stream_new(context_, 64, &other));
  Put(Secret(2500));
  memguard_sink sink = {[](void* to, const void* bytes, size_t length) {
                          return memguard_stream_write_copy(static_cast<memguard_stream*>(to),
                                                            bytes, length);
                        },
                        other};
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, sink, &moved_));
  std::swap(stream_, other);
  EXPECT_EQ(Secret(2500), Take(3000));
  memguard_stream_destroy(other);
}

}  // namespace
