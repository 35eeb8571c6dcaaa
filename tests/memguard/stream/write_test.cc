// Writing: what is taken, how it is cut, and what a failure leaves.
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Fails;
using stream_test::IsZero;
using stream_test::Secret;
using WriteTest = stream_test::StreamTest;

TEST_F(WriteTest, WipesItsSourceOnSuccess) {
  std::string bytes = Secret(2500);
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_write(stream_, &bytes[0], bytes.size()));
  EXPECT_TRUE(IsZero(bytes.data(), bytes.size()));
  EXPECT_EQ(Secret(2500), Take(4000));
}

TEST_F(WriteTest, CopyLeavesItsSourceAlone) {
  std::string bytes = Secret(2500);
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, bytes.data(), bytes.size()));
  EXPECT_EQ(Secret(2500), bytes);
  EXPECT_EQ(Secret(2500), Take(4000));
}

TEST_F(WriteTest, IsCutIntoChunks) {
  for (size_t size : {1, 999, 1000, 1001, 2000, 2001, 5999}) {
    Put(Secret(size));
    EXPECT_EQ((size + kChunk - 1) / kChunk, stream_chunks(stream_)) << size;
    EXPECT_EQ(size, Size());
    EXPECT_EQ(Secret(size), Take(10000));
  }
}

TEST_F(WriteTest, TheDefaultChunkIsFourPages) {
  Make(0);
  Put(Secret(4 * memcall_page_size() + 1));
  size_t size = 0;
  EXPECT_EQ(2u, stream_chunks(stream_));
  (void)stream_sealed(stream_, 0, &size);
  EXPECT_EQ(4 * memcall_page_size() + INSIDE_TAG, size);
}

TEST_F(WriteTest, NothingOfThePlaintextWaits) {
  std::string secret = Secret(3000), sealed;
  Put(secret);
  for (size_t nth = 0; nth < 3; nth++) {
    size_t size = 0;
    const unsigned char* bytes = stream_sealed(stream_, nth, &size);
    sealed.append(reinterpret_cast<const char*>(bytes), size);
  }
  for (size_t at = 0; at < secret.size(); at += 8)
    EXPECT_EQ(std::string::npos, sealed.find(secret.substr(at, 8)));
  EXPECT_FALSE(HasWindow());
}

TEST_F(WriteTest, EqualChunksAreSealedDifferently) {
  std::string sealed[2];
  Put(std::string(2000, 'x'));
  for (size_t nth = 0; nth < 2; nth++) {
    size_t size = 0;
    const unsigned char* bytes = stream_sealed(stream_, nth, &size);
    sealed[nth].assign(reinterpret_cast<const char*>(bytes), size);
  }
  EXPECT_NE(sealed[0], sealed[1]);
}

TEST_F(WriteTest, ZeroBytesAreFine) {
  char byte = 'x';
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_write(stream_, nullptr, 0));
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_write(stream_, &byte, 0));
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, nullptr, 0));
  EXPECT_EQ('x', byte);
  EXPECT_EQ(0u, stream_chunks(stream_));
}

TEST_F(WriteTest, BadArguments) {
  char byte = 'x';
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_write",
                    memguard_stream_write(stream_, nullptr, 1)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_stream_write_copy",
                    memguard_stream_write_copy(nullptr, &byte, 1)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_OVERFLOW, "memguard_stream_write",
                    memguard_stream_write(stream_, &byte, SIZE_MAX)));
  Put("x");
  EXPECT_TRUE(Fails(MEMGUARD_ERR_OVERFLOW, "memguard_stream_write",
                    memguard_stream_write(stream_, &byte, PTRDIFF_MAX)));
  EXPECT_EQ('x', byte);
  EXPECT_EQ(1u, Size());
}

// --- The handle ---------------------------------------------------------------------------------

TEST_F(WriteTest, ConstructorArguments) {
  memguard_stream* out = reinterpret_cast<memguard_stream*>(this);
  const char* const kOperation = "memguard_stream_new";
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, kOperation, memguard_stream_new(context_, 0, nullptr)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, nullptr, memguard_stream_new(nullptr, 0, &out)));
  EXPECT_EQ(nullptr, out);
  for (size_t size : {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2, SIZE_MAX / 2 - 4096}) {
    out = reinterpret_cast<memguard_stream*>(this);
    EXPECT_TRUE(
        Fails(MEMGUARD_ERR_OVERFLOW, kOperation, memguard_stream_new(context_, size, &out)));
    EXPECT_EQ(nullptr, out);
  }
}

TEST_F(WriteTest, IsOneObjectHoweverMuchWaits) {
  EXPECT_EQ(1u, enclave_live(context_));
  EXPECT_EQ(MEMGUARD_ERR_BUSY, memguard_context_destroy(context_));
  Put(Secret(50000));
  EXPECT_EQ(1u, enclave_live(context_));
  EXPECT_EQ(Secret(50000).substr(0, 10), Take(10)) << "with a chunk open";
  EXPECT_EQ(1u, enclave_live(context_));
  memguard_stream_destroy(stream_);
  stream_ = nullptr;
  EXPECT_EQ(0u, enclave_live(context_));
}

TEST_F(WriteTest, NullIsAnswered) {
  memguard_stream_destroy(nullptr);
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_stream_status(nullptr));
  EXPECT_EQ(0u, memguard_stream_size(nullptr));
}

TEST_F(WriteTest, TheDefaultContextWillDo) {
  memguard_stream* stream = nullptr;
  memguard_status status = memguard_stream_new(memguard_default_context(), 0, &stream);
  ASSERT_EQ(MEMGUARD_OK, status);
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_status(stream));
  memguard_stream_destroy(stream);
}

}  // namespace
