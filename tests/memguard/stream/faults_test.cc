// Every operation of the system fails once, in every call: the answer is an error that fits, what
// waited still waits, nothing is left readable, mapped or locked, and the next call works.
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Giver;
using stream_test::Secret;
using stream_test::StreamTest;
using stream_test::Taker;

const size_t kSize = 2500;
const std::string kSecret = Secret(kSize);

// The calls on one stream, and what came of them.
class Subject {
 public:
  explicit Subject(memguard_context* context) {
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_new(context, 1000, &stream));
  }
  ~Subject() { memguard_stream_destroy(stream); }
  Subject(const Subject&) = delete;

  // Puts the secret in; the faults are not on yet.
  void Load() {
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream, kSecret.data(), kSize));
    in = kSecret;
  }

  memguard_stream* stream = nullptr;
  std::string in, out;  // what was put in and has come out, as the calls tell
};

using Act = memguard_status (*)(Subject*);

class FaultsTest : public StreamTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    EnclaveTest::SetUp();  // what belongs to the process is set up by now
  }

  void TearDown() override {
    StreamTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  // `before` the faults, and then `act` with the nth operation failing, for every n.
  void FailEach(void (*before)(Subject*), Act act) {
    size_t hits = 0;
    for (memcall_status error :
         {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED, MEMCALL_ERR_SYSTEM}) {
      size_t nth = 1;
      while (FailOne(nth, error, before, act) && !HasFailure()) nth++;
      hits += nth - 1;
    }
    EXPECT_GT(hits, 0u) << "no fault hit anything";
    EXPECT_LT(hits, 2000u);
  }

  // False when there is no nth operation.
  bool FailOne(size_t nth, memcall_status error, void (*before)(Subject*), Act act) {
    SCOPED_TRACE(std::string(memcall_status_name(error)) + " of operation " + std::to_string(nth));
    memguard_options options = memguard_options_default();
    memguard_context* context = nullptr;
    fake_os_usage usage = fake_os_used();
    bool happened;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context));
    {
      Subject subject(context);
      before(&subject);
      fake_os_fail(nth, error);
      memguard_status status = act(&subject);
      happened = fake_os_fault_happened();
      fake_os_no_faults();
      Judge(status, error, happened);
      ExpectTheRest(&subject);
    }
    EXPECT_EQ(0u, fake_os_find(kSecret.data(), 16, true)) << "plaintext";
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
    EXPECT_EQ(usage.live, fake_os_used().live) << "mappings";
    EXPECT_EQ(usage.locked_bytes, fake_os_used().locked_bytes) << "locks";
    return happened;
  }

  // The failure itself, or what the public call makes of it.
  static void Judge(memguard_status status, memcall_status error, bool happened) {
    if (status == MEMGUARD_OK) return;
    bool fits = static_cast<int>(status) == error || status == MEMGUARD_ERR_RANDOM ||
                status == MEMGUARD_ERR_SYSTEM || status == MEMGUARD_ERR_UNSUPPORTED;
    EXPECT_TRUE(happened && fits) << memguard_status_name(status);
    EXPECT_EQ(static_cast<int>(status), memcall_last_error()->status);
  }

  // Nothing is lost and nothing comes twice.
  static void ExpectTheRest(Subject* subject) {
    Taker taker;
    size_t moved = 0, size = memguard_stream_size(subject->stream);
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(subject->stream, taker.sink(), &moved));
    EXPECT_EQ(size, moved);
    EXPECT_EQ(subject->in, subject->out + taker.text);
  }
};

void Fresh(Subject*) {}
void Loaded(Subject* subject) { subject->Load(); }
void PartlyRead(Subject* subject) {
  char bytes[300];
  size_t got = 0;
  subject->Load();
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_read(subject->stream, bytes, sizeof bytes, &got));
  subject->out.append(bytes, got);
}

memguard_status Write(Subject* subject) {
  std::string bytes = kSecret;
  memguard_status status = memguard_stream_write(subject->stream, &bytes[0], bytes.size());
  EXPECT_EQ(status == MEMGUARD_OK ? std::string(kSize, '\0') : kSecret, bytes);
  if (status == MEMGUARD_OK) subject->in += kSecret;
  return status;
}

memguard_status ReadInPieces(Subject* subject) {
  for (size_t size : {10, 100, 1500, 10, 1500}) {
    std::string bytes(size, 'x');
    size_t got = 99;
    memguard_status status = memguard_stream_read(subject->stream, &bytes[0], size, &got);
    EXPECT_TRUE(status == MEMGUARD_OK || got == 0);
    if (status != MEMGUARD_OK) return status;
    subject->out.append(bytes, 0, got);
  }
  return MEMGUARD_OK;
}

memguard_status PeekAhead(Subject* subject) {
  for (size_t size : {10, 1500, 10}) {
    std::string bytes(size, 'x');
    size_t got = 99, at = subject->out.size();
    memguard_status status = memguard_stream_peek(subject->stream, &bytes[0], size, &got);
    if (status != MEMGUARD_OK) return status;
    EXPECT_EQ(subject->in.substr(at, got), bytes.substr(0, got));
  }
  return MEMGUARD_OK;
}

memguard_status ToBuffer(Subject* subject, decltype(&memguard_stream_next) reader) {
  memguard_buffer* out = reinterpret_cast<memguard_buffer*>(subject);
  memguard_status status = reader(subject->stream, &out);
  EXPECT_EQ(status == MEMGUARD_OK, out != nullptr);
  if (status == MEMGUARD_OK)
    subject->out.append(reinterpret_cast<const char*>(memguard_buffer_data(out)),
                        memguard_buffer_size(out));
  memguard_buffer_destroy(out);
  return status;
}
memguard_status TakeNext(Subject* subject) { return ToBuffer(subject, memguard_stream_next); }
memguard_status TakeAll(Subject* subject) { return ToBuffer(subject, memguard_stream_read_all); }

memguard_status Fill(Subject* subject) {
  Giver giver{kSecret, 700};
  size_t moved = 99;
  memguard_status status = memguard_stream_fill(subject->stream, giver.source(), SIZE_MAX, &moved);
  EXPECT_EQ(giver.at, moved) << "the source gave it, so it is there";
  subject->in += kSecret.substr(0, moved);
  return status;
}

memguard_status Drain(Subject* subject) {
  Taker taker;
  size_t moved = 99;
  memguard_status status = memguard_stream_drain(subject->stream, taker.sink(), &moved);
  EXPECT_EQ(taker.text.size(), moved);
  subject->out += taker.text;
  return status;
}

TEST_F(FaultsTest, WriteInAFreshContext) { FailEach(Fresh, Write); }
TEST_F(FaultsTest, ReadInPieces) { FailEach(Loaded, ReadInPieces); }
TEST_F(FaultsTest, Peek) { FailEach(Loaded, PeekAhead); }
TEST_F(FaultsTest, Next) { FailEach(Loaded, TakeNext); }
TEST_F(FaultsTest, NextOfAPart) { FailEach(PartlyRead, TakeNext); }
TEST_F(FaultsTest, All) { FailEach(Loaded, TakeAll); }
TEST_F(FaultsTest, AllAfterAPart) { FailEach(PartlyRead, TakeAll); }
TEST_F(FaultsTest, FillInAFreshContext) { FailEach(Fresh, Fill); }
TEST_F(FaultsTest, Fill) { FailEach(Loaded, Fill); }
TEST_F(FaultsTest, Drain) { FailEach(Loaded, Drain); }
TEST_F(FaultsTest, DrainAfterAPart) { FailEach(PartlyRead, Drain); }

// A child of the fake system.
TEST_F(FaultsTest, AChildGivesAllBack) {
  memguard_options options = memguard_options_default();
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context));
  {
    Subject subject(context);
    PartlyRead(&subject);
    fake_os_fork_child();
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_stream_status(subject.stream));
  }
  EXPECT_EQ(0u, fake_os_find(kSecret.data(), 16, true));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
