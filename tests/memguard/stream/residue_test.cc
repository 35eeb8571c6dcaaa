// After a public call returns, and while a source or a sink runs, nothing of the key or of the
// plaintext stands on the stack or in a vector register.
#include "tests/memguard/enclave/witness.h"
#include "tests/memguard/stream/fixture.h"

namespace {

using enclave_test::LongestRun;
using enclave_test::Witness;

// Random, and in no test's own frames.
std::string plain;
char out[4096];

class ResidueTest : public stream_test::StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    plain.assign(kChunk, '\0');
    ASSERT_EQ(MEMCALL_OK, memcall_random(&plain[0], plain.size()));
    ASSERT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, plain.data(), plain.size()));
    std::string left(INSIDE_KEY, '\0'), right = left, key = left, hash = left;
    enclave_halves(context_, Bytes(&left), Bytes(&right));
    enclave_key(context_, Bytes(&key));
    for (int i = 0; i < INSIDE_KEY; i++) hash[i] = static_cast<char>(key[i] ^ left[i]);
    keys_ = {{"the key", key}, {"left", left}, {"right", right}, {"the hash of right", hash}};
  }

  static unsigned char* Bytes(std::string* text) {
    return reinterpret_cast<unsigned char*>(&(*text)[0]);
  }

  size_t LongestOfAKey(const std::string& seen) {
    size_t longest = 0;
    for (const auto& key : keys_) longest = std::max(longest, LongestRun(seen, key.second));
    return longest;
  }

  void ExpectNothing(const std::string& seen) {
    for (const auto& key : keys_)
      EXPECT_EQ(0u, LongestRun(seen, key.second)) << "bytes of " << key.first;
    EXPECT_EQ(0u, LongestRun(seen, plain)) << "bytes of the plaintext";
  }

  std::vector<std::pair<const char*, std::string>> keys_;
  Witness witness_;
};

// --- Controls: without the scrub it is there ----------------------------------------------------

TEST_F(ResidueTest, ControlAnUnscrubbedWriteLeaks) {
  EXPECT_GE(LongestOfAKey(witness_.After([&] {
              EXPECT_EQ(MEMGUARD_OK, stream_unscrubbed_write(stream_, plain.data(), plain.size()));
            })),
            16u);
}

TEST_F(ResidueTest, ControlAnUnscrubbedReadLeaks) {
  for (size_t size : {size_t{10}, kChunk - 10}) {
    size_t got = 0;
    const std::string& seen = witness_.After(
        [&] { EXPECT_EQ(MEMGUARD_OK, stream_unscrubbed_read(stream_, out, size, &got)); });
    if (size == 10) {
      EXPECT_GE(LongestOfAKey(seen), 16u);
    }
  }
}

// --- After a call -------------------------------------------------------------------------------

TEST_F(ResidueTest, WriteCopy) {
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, plain.data(), plain.size()));
  }));
}

TEST_F(ResidueTest, Write) {
  static std::string source;
  source = plain;
  ExpectNothing(witness_.After(
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_stream_write(stream_, &source[0], source.size())); }));
}

// One that opens, some that only copy, and one across chunks.
TEST_F(ResidueTest, Reads) {
  ASSERT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, plain.data(), plain.size()));
  for (size_t size : {100, 1, 16, 33, 64, 300, 1400}) {
    size_t got = 0;
    ExpectNothing(witness_.After(
        [&] { EXPECT_EQ(MEMGUARD_OK, memguard_stream_read(stream_, out, size, &got)); }));
  }
}

TEST_F(ResidueTest, AWholeChunk) {
  size_t got = 0;
  ExpectNothing(witness_.After(
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_stream_read(stream_, out, sizeof out, &got)); }));
}

TEST_F(ResidueTest, Peeks) {
  for (size_t size : {100, 33, 300, 1000}) {
    size_t got = 0;
    ExpectNothing(witness_.After(
        [&] { EXPECT_EQ(MEMGUARD_OK, memguard_stream_peek(stream_, out, size, &got)); }));
  }
}

TEST_F(ResidueTest, AForgery) {
  size_t got = 0;
  Tamper(0);
  for (size_t size : {100, 1000}) {
    ExpectNothing(witness_.After(
        [&] { EXPECT_EQ(MEMGUARD_ERR_AUTH, memguard_stream_read(stream_, out, size, &got)); }));
  }
}

TEST_F(ResidueTest, ToBuffers) {
  for (BufferReader reader : {memguard_stream_next, memguard_stream_read_all}) {
    memguard_buffer* buffer = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, plain.data(), plain.size()));
    ExpectNothing(witness_.After([&] { EXPECT_EQ(MEMGUARD_OK, reader(stream_, &buffer)); }));
    memguard_buffer_destroy(buffer);
  }
}

// --- While a source or sink runs, and after -----------------------------------------------------

memguard_status LookAndGive(void* witness, void* bytes, size_t capacity, size_t* got) {
  static int calls;
  *got = calls % 2 == 0 ? capacity : 0;
  memcpy(bytes, plain.data(), *got);
  if (++calls % 2 == 0) static_cast<Witness*>(witness)->Look();  // what was given is sealed now
  return MEMGUARD_OK;
}

TEST_F(ResidueTest, WhileASourceRuns) {
  size_t moved = 0;
  ExpectNothing(witness_.Run([&] {
    EXPECT_EQ(MEMGUARD_OK,
              memguard_stream_fill(stream_, {LookAndGive, &witness_}, SIZE_MAX, &moved));
  }));
  EXPECT_EQ(kChunk, moved);
}

memguard_status LookAndTake(void* witness, const void*, size_t) {
  static_cast<Witness*>(witness)->Look();
  return MEMGUARD_OK;
}

TEST_F(ResidueTest, WhileASinkRuns) {
  size_t moved = 0;
  ExpectNothing(witness_.Run([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, {LookAndTake, &witness_}, &moved));
  }));
}

// They handle their bytes as callbacks do.
memguard_status CopyAndGive(void*, void* bytes, size_t capacity, size_t* got) {
  volatile unsigned char copy[1000];
  *got = std::min(capacity, sizeof copy);
  for (size_t i = 0; i < *got; i++) copy[i] = static_cast<unsigned char>(plain[i]);
  for (size_t i = 0; i < *got; i++) static_cast<unsigned char*>(bytes)[i] = copy[i];
  return MEMGUARD_OK;
}

memguard_status CopyAndTake(void*, const void* bytes, size_t length) {
  volatile unsigned char copy[1000];
  unsigned sum = 0;
  for (size_t i = 0; i < length; i++) copy[i] = static_cast<const unsigned char*>(bytes)[i];
  for (size_t i = 0; i < length; i++) sum += copy[i];
  return sum != 0 ? MEMGUARD_OK : MEMGUARD_ERR_SYSTEM;
}

TEST_F(ResidueTest, AfterASourceThatCopiedItsBytesToTheStack) {
  size_t moved = 0;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_fill(stream_, {CopyAndGive, nullptr}, kChunk, &moved));
  }));
}

TEST_F(ResidueTest, AfterASinkThatCopiedItsBytesToTheStack) {
  size_t moved = 0;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, {CopyAndTake, nullptr}, &moved));
  }));
}

}  // namespace
