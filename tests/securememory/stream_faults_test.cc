// Every operation of the system fails once, in every call on a factory's stream: the answer fits,
// the factory counts it once, no byte is lost, nothing is left readable or locked, and the next call
// works.
#include "tests/fake_os/fake_os.h"
#include "tests/securememory/stream_fixture.h"

namespace {

using namespace secret_test;

const std::string kAll = Text(2500);

class StreamFaults : public WithStream, public ::testing::TestWithParam<memcall_status> {
 protected:
  using Act = std::function<securememory_status()>;

  void SetUp() override {
    fake_os_reset();
    OpenAll(memguard_options_default());  // what belongs to the process is set up by now
    Put(kAll);
    CloseAll();
  }
  void TearDown() override { EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence(); }

  // `before` the faults, and then `act` with the nth operation failing, for every n that is reached.
  void FailEach(const std::function<void()>& before, const Act& act) {
    size_t nth = 1;
    while (FailOne(nth, before, act) && !HasFailure()) nth++;
    EXPECT_GT(nth, 1u) << "no fault hit anything";
  }

  // False when there is no nth operation.
  bool FailOne(size_t nth, const std::function<void()>& before, const Act& act) {
    SCOPED_TRACE("operation " + std::to_string(nth));
    fake_os_usage usage = fake_os_used();
    OpenAll(memguard_options_default());
    in_ = out_ = "";
    before();
    fake_os_fail(nth, GetParam());
    securememory_status status = act();
    bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    Judge(status, happened);
    ExpectTheRest();
    CloseAll();
    EXPECT_EQ(0u, fake_os_find(kAll.data(), 16, true)) << "plaintext";
    EXPECT_EQ(usage.live, fake_os_used().live) << "mappings";
    EXPECT_EQ(usage.locked_bytes, fake_os_used().locked_bytes) << "locks";
    return happened;
  }

  // The failure itself or what the call makes of it, counted once and told once.
  void Judge(securememory_status status, bool happened) {
    securememory_metrics metrics = Metrics();
    const uint64_t failed = status == SECUREMEMORY_OK ? 0 : 1;
    EXPECT_EQ(1u, metrics.created);
    EXPECT_EQ(1u, metrics.in_use);
    EXPECT_EQ(failed, metrics.failures);
    EXPECT_EQ(failed, lines_.size());
    if (status == SECUREMEMORY_OK) return;
    bool fits = static_cast<int>(status) == GetParam() || status == SECUREMEMORY_ERR_RANDOM ||
                status == SECUREMEMORY_ERR_SYSTEM || status == SECUREMEMORY_ERR_UNSUPPORTED ||
                status == SECUREMEMORY_ERR_IO;
    EXPECT_TRUE(happened && fits) << securememory_status_name(status);
    EXPECT_EQ(static_cast<int>(status), memcall_last_error()->status);
  }

  // Nothing is lost and nothing comes twice.
  void ExpectTheRest() {
    Taker taker;
    size_t moved = 0;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_stream_drain(stream_, taker.sink(), &moved));
    EXPECT_EQ(in_, out_ + taker.text);
  }

  void Load() {
    Put(kAll);
    in_ = kAll;
  }

  std::string in_, out_;  // what was put in and has come out, as the calls tell
};

TEST_P(StreamFaults, Write) {
  FailEach([] {},
           [this] {
             std::string bytes = kAll;
             securememory_status status =
                 securememory_stream_write(stream_, &bytes[0], bytes.size());
             bool ok = status == SECUREMEMORY_OK;
             EXPECT_EQ(ok ? std::string(kAll.size(), '\0') : kAll, bytes);
             in_ = ok ? kAll : "";
             return status;
           });
}

TEST_P(StreamFaults, WriteCopy) {
  FailEach([] {},
           [this] {
             securememory_status status =
                 securememory_stream_write_copy(stream_, kAll.data(), kAll.size());
             in_ = status == SECUREMEMORY_OK ? kAll : "";
             return status;
           });
}

TEST_P(StreamFaults, ReadAndPeekInPieces) {
  FailEach([this] { Load(); },
           [this] {
             for (size_t size : {10, 1500, 10}) {
               std::string bytes(size, 'x');
               size_t got = 99;
               for (auto call : {securememory_stream_peek, securememory_stream_read}) {
                 securememory_status status = call(stream_, &bytes[0], size, &got);
                 if (status != SECUREMEMORY_OK) return status;
                 EXPECT_EQ(kAll.substr(out_.size(), got), bytes.substr(0, got));
               }
               out_.append(bytes, 0, got);
             }
             return SECUREMEMORY_OK;
           });
}

TEST_P(StreamFaults, Fill) {
  FailEach([] {},
           [this] {
             Giver giver{kAll, 700};
             size_t moved = 99;
             securememory_status status =
                 securememory_stream_fill(stream_, giver.source(), SIZE_MAX, &moved);
             EXPECT_EQ(giver.at, moved) << "the source gave it, so it is there";
             in_ = kAll.substr(0, moved);
             return status;
           });
}

TEST_P(StreamFaults, FillFromADescriptor) {
  static unsigned char bytes[2500];
  memcpy(bytes, kAll.data(), sizeof bytes);
  FailEach([] {},
           [this] {
             size_t moved = 99;
             memguard_source source = memguard_source_fd(fake_os_source(bytes, sizeof bytes, 700));
             securememory_status status =
                 securememory_stream_fill(stream_, source, SIZE_MAX, &moved);
             in_ = kAll.substr(0, moved);
             return status;
           });
}

TEST_P(StreamFaults, Drain) {
  FailEach([this] { Load(); },
           [this] {
             Taker taker;
             size_t moved = 99;
             securememory_status status = securememory_stream_drain(stream_, taker.sink(), &moved);
             EXPECT_EQ(taker.text.size(), moved);
             out_ = taker.text;
             return status;
           });
}

// The first calls of a context, and no memory for the stream's site.
TEST_P(StreamFaults, NewLeavesNothing) {
  for (size_t nth = 1;; nth++) {
    SCOPED_TRACE("operation " + std::to_string(nth));
    OpenAll(memguard_options_default());
    fake_os_fail(nth, GetParam());
    securememory_stream* stream = stream_;
    securememory_status status = securememory_stream_new(factory_, 0, &stream);
    bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    EXPECT_EQ(status == SECUREMEMORY_OK, stream != nullptr);
    EXPECT_EQ(status == SECUREMEMORY_OK ? 0u : 1u, Metrics().failures);
    EXPECT_EQ(status == SECUREMEMORY_OK ? 2u : 1u, Metrics().in_use);
    securememory_stream_destroy(stream);
    CloseAll();
    if (!happened || HasFailure()) return;
  }
}

// --- A child of the fake system ----------------------------------------------------------------

TEST_P(StreamFaults, AChildIsToldAndGivesAllBack) {
  Giver giver{"x"};
  Taker taker;
  char byte = 'x';
  size_t moved = 99;
  OpenAll(memguard_options_default());
  Load();
  EXPECT_EQ(kAll.substr(0, 10), Read(10));
  fake_os_fork_child();
  EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_stream_status(stream_));
  EXPECT_EQ(0u, securememory_stream_size(stream_));
  EXPECT_EQ("SECUREMEMORY_ERR_FORKED", Read(10));
  EXPECT_EQ("SECUREMEMORY_ERR_FORKED", Peek(10));
  EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_stream_write(stream_, &byte, 1));
  EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_stream_fill(stream_, giver.source(), 1, &moved));
  EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_stream_drain(stream_, taker.sink(), &moved));
  EXPECT_EQ(0u, Metrics().failures);
  EXPECT_EQ(1u, Leaks().size());
  CloseAll();
  EXPECT_EQ(0u, fake_os_find(kAll.data(), 16, true));
}

INSTANTIATE_TEST_SUITE_P(ByError, StreamFaults,
                         ::testing::Values(MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT,
                                           MEMCALL_ERR_DENIED, MEMCALL_ERR_SYSTEM),
                         [](const auto& test) { return memcall_status_name(test.param); });

}  // namespace
