// Reading: in whatever pieces, the bytes come out as they went in, each chunk opened once.
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Fails;
using stream_test::IsZero;
using stream_test::Secret;
using ReadTest = stream_test::StreamTest;

TEST_F(ReadTest, AnEmptyStreamIsAtItsEnd) {
  char bytes[4] = {'a', 'b', 'c', 'd'};
  size_t got = 99;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_END, "memguard_stream_read",
                    memguard_stream_read(stream_, bytes, 4, &got)));
  EXPECT_EQ(0u, got);
  EXPECT_EQ(0, memcmp("abcd", bytes, 4));
  EXPECT_EQ("MEMGUARD_ERR_END", Peek(4));
  EXPECT_EQ("MEMGUARD_ERR_END", Next());
  EXPECT_EQ("MEMGUARD_ERR_END", All());
}

TEST_F(ReadTest, ZeroBytesAreFine) {
  size_t got = 99;
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_read(stream_, nullptr, 0, &got));
  EXPECT_EQ(0u, got);
  Put("secret");
  EXPECT_EQ("", Take(0));
  EXPECT_EQ("", Peek(0));
  EXPECT_EQ("secret", Take(10));
}

TEST_F(ReadTest, BadArguments) {
  char byte = 'x';
  size_t got = 99;
  Put("secret");
  for (Reader reader : {memguard_stream_read, memguard_stream_peek}) {
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, nullptr, reader(stream_, nullptr, 1, &got)));
    EXPECT_EQ(0u, got);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, nullptr, reader(stream_, &byte, 1, nullptr)));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, nullptr, reader(nullptr, &byte, 1, &got)));
  }
  for (BufferReader reader : {memguard_stream_next, memguard_stream_read_all}) {
    memguard_buffer* out = reinterpret_cast<memguard_buffer*>(this);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, nullptr, reader(stream_, nullptr)));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, nullptr, reader(nullptr, &out)));
    EXPECT_EQ(nullptr, out);
  }
  EXPECT_EQ('x', byte);
  EXPECT_EQ("secret", Take(10));
}

// --- Pieces -------------------------------------------------------------------------------------

TEST_F(ReadTest, ShortReadsAndThenTheRest) {
  Put(Secret(16));
  Put(Secret(16, 2));
  EXPECT_EQ(Secret(16).substr(0, 4), Take(4));
  EXPECT_EQ(Secret(16).substr(4, 4), Take(4));
  EXPECT_EQ(24u, Size());
  EXPECT_EQ(Secret(16).substr(8) + Secret(16, 2), Take(1000));
  EXPECT_EQ("MEMGUARD_ERR_END", Take(1));
}

TEST_F(ReadTest, PageByPage) {
  size_t page = memcall_page_size();
  Make(0);
  std::string secret = Secret(4 * page + 16);
  Put(secret);
  for (int i = 0; i < 4; i++) EXPECT_EQ(secret.substr(i * page, page), Take(page));
  EXPECT_EQ(secret.substr(4 * page), Take(page));
  EXPECT_EQ("MEMGUARD_ERR_END", Take(page));
}

TEST_F(ReadTest, AcrossChunks) {
  std::string secret = Secret(4500);
  Put(secret);
  EXPECT_EQ(secret.substr(0, 2300), Take(2300));
  EXPECT_EQ(2200u, Size());
  EXPECT_EQ(secret.substr(2300, 1200), Take(1200));
  EXPECT_EQ(secret.substr(3500), Take(1200));
}

TEST_F(ReadTest, EveryPieceSize) {
  Make(7);
  for (size_t piece = 1; piece < 40; piece++) {
    std::string secret = Secret(50 + piece, static_cast<unsigned>(piece)), read;
    Put(secret);
    while (Size() != 0) read += Take(piece);
    EXPECT_EQ(secret, read) << piece;
  }
}

TEST_F(ReadTest, EveryChunkSize) {
  const size_t kMost = size_t{16} << 20;
  for (size_t chunk : {size_t{1}, size_t{2}, size_t{15}, size_t{4096}, size_t{4097}, kMost}) {
    Make(chunk);
    std::string secret = Secret(std::min<size_t>(3 * chunk + 6, kMost + 5));
    Put(secret);
    EXPECT_EQ(secret.substr(0, 5), Take(5)) << chunk;
    EXPECT_EQ(secret.substr(5), Take(secret.size())) << chunk;
  }
}

// A second opening would find that the ciphertext was changed meanwhile.
TEST_F(ReadTest, AChunkIsOpenedOnceHoweverManyReads) {
  std::string secret = Secret(kChunk), read;
  Put(secret);
  read = Take(1);
  Tamper(0);
  while (Size() != 0) read += Take(3);
  EXPECT_EQ(secret, read);
}

TEST_F(ReadTest, WhatWasReadIsWipedAtOnce) {
  size_t size = 0;
  Put(Secret(kChunk));
  EXPECT_FALSE(HasWindow());
  (void)Take(600);
  const unsigned char* window = stream_window(stream_, &size);
  ASSERT_NE(nullptr, window);
  EXPECT_TRUE(IsZero(window, 600));
  EXPECT_EQ(0, memcmp(window + 600, Secret(kChunk).data() + 600, kChunk - 600));
  (void)Take(400);
  EXPECT_TRUE(IsZero(window, size));
  ASSERT_EQ(1u, stream_spares(stream_));
  const unsigned char* spare = stream_spare(stream_, &size);
  EXPECT_TRUE(IsZero(spare, size)) << "the ciphertext, whose key lives on";
}

TEST_F(ReadTest, WholeChunksAreNotOpenedInMemoryOfOurs) {
  Put(Secret(3 * kChunk));
  EXPECT_EQ(Secret(3 * kChunk), Take(3 * kChunk));
  EXPECT_FALSE(HasWindow());
}

TEST_F(ReadTest, AnEmptyStreamKeepsNothing) {
  Put(Secret(3 * kChunk));
  for (int i = 0; i < 6; i++) (void)Take(kChunk / 2);
  EXPECT_TRUE(HasWindow()) << "for what may follow";
  EXPECT_EQ(3u, stream_spares(stream_));
  EXPECT_EQ("MEMGUARD_ERR_END", Take(1));
  EXPECT_FALSE(HasWindow());
  EXPECT_EQ(0u, stream_spares(stream_));
  Put(Secret(3 * kChunk));
  EXPECT_EQ(Secret(3 * kChunk).substr(0, 9), Take(9));
}

TEST_F(ReadTest, BlocksAreUsedAgain) {
  size_t size = 0;
  Put(Secret(kChunk));
  const unsigned char* block = stream_sealed(stream_, 0, &size);
  (void)Take(kChunk);
  Put(Secret(kChunk, 2));
  EXPECT_EQ(block, stream_sealed(stream_, 0, &size));
  EXPECT_EQ(0u, stream_spares(stream_));
  EXPECT_EQ(Secret(kChunk, 2), Take(kChunk));
}

TEST_F(ReadTest, GrowingChunksFindRoom) {
  size_t page = memcall_page_size();
  Make(8 * page);
  for (size_t size : {size_t{3}, page, page + 1, 3 * page, 5 * page, 8 * page, size_t{9}}) {
    Put(Secret(size));
    EXPECT_EQ(Secret(size).substr(0, 2), Take(2));
    EXPECT_EQ(Secret(size).substr(2), Take(size));
  }
}

// --- Peeking ------------------------------------------------------------------------------------

TEST_F(ReadTest, PeekTakesNothing) {
  Put(Secret(1500));
  for (size_t size : {10, 1000, 1200, 1500, 3000, 10})
    EXPECT_EQ(Secret(1500).substr(0, size), Peek(size));
  EXPECT_EQ(1500u, Size());
  EXPECT_EQ(Secret(1500), Take(3000));
}

TEST_F(ReadTest, PeekAndReadInTurn) {
  std::string secret = Secret(3300), read;
  Put(secret);
  for (size_t at = 0; at < secret.size(); at += 110) {
    EXPECT_EQ(secret.substr(at, 4), Peek(4).substr(0, 4));
    EXPECT_EQ(secret.substr(at, 1500), Peek(1500)) << "beyond the first chunk";
    read += Take(110);
  }
  EXPECT_EQ(secret, read);
}

TEST_F(ReadTest, APeekOpensForTheReadThatFollows) {
  Put(Secret(kChunk));
  EXPECT_EQ(Secret(kChunk).substr(0, 4), Peek(4));
  Tamper(0);
  EXPECT_EQ(Secret(kChunk), Take(kChunk));
}

// --- To buffers ---------------------------------------------------------------------------------

TEST_F(ReadTest, NextAndThenAll) {
  std::string secret = Secret(2 * kChunk + 24);
  Put(secret);
  EXPECT_EQ(secret.substr(0, kChunk), Next());
  EXPECT_EQ(kChunk + 24, Size());
  EXPECT_EQ(secret.substr(kChunk), All());
  EXPECT_EQ(0u, Size());
  EXPECT_EQ("MEMGUARD_ERR_END", Next());
}

TEST_F(ReadTest, NextIsTheRestOfTheFirstChunk) {
  std::string secret = Secret(2 * kChunk);
  Put(secret);
  EXPECT_EQ(secret.substr(0, 10), Take(10));
  EXPECT_EQ(secret.substr(10, kChunk - 10), Next());
  EXPECT_FALSE(stream_is_open(stream_));
  EXPECT_EQ(secret.substr(kChunk), Next());
}

TEST_F(ReadTest, AllAfterAShortRead) {
  std::string secret = Secret(5 * kChunk + 3);
  Put(secret);
  EXPECT_EQ(secret.substr(0, 10), Take(10));
  EXPECT_EQ(secret.substr(10), All());
  size_t size = 0;
  const unsigned char* window = stream_window(stream_, &size);
  EXPECT_TRUE(IsZero(window, size));
}

TEST_F(ReadTest, ABufferOutlivesTheStream) {
  memguard_buffer* buffer = nullptr;
  Put("secret");
  ASSERT_EQ(MEMGUARD_OK, memguard_stream_read_all(stream_, &buffer));
  memguard_stream_destroy(stream_);
  stream_ = nullptr;
  EXPECT_EQ(0, memcmp(memguard_buffer_data(buffer), "secret", 6));
  memguard_buffer_destroy(buffer);
}

// --- What cannot be opened ----------------------------------------------------------------------

TEST_F(ReadTest, AForgeryOpensNothingAndLosesNothing) {
  std::string secret = Secret(kChunk), bytes(2000, 'x');
  size_t got = 99;
  Put(secret);
  for (size_t at : {size_t{0}, kChunk - 1, kChunk, kChunk + 15}) {
    Tamper(0, at);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_AUTH, "memguard_stream_read",
                      memguard_stream_read(stream_, &bytes[0], bytes.size(), &got)));
    EXPECT_EQ(0u, got);
    EXPECT_TRUE(IsZero(bytes.data(), kChunk));
    EXPECT_EQ("MEMGUARD_ERR_AUTH", Take(10));
    EXPECT_EQ("MEMGUARD_ERR_AUTH", Peek(10));
    EXPECT_EQ("MEMGUARD_ERR_AUTH", Next());
    EXPECT_EQ("MEMGUARD_ERR_AUTH", All());
    EXPECT_EQ(kChunk, Size());
    Tamper(0, at);
  }
  EXPECT_EQ(secret, Take(2000));
}

TEST_F(ReadTest, WhatComesBeforeAForgeryIsRead) {
  std::string secret = Secret(3 * kChunk);
  Put(secret);
  Tamper(1);
  EXPECT_EQ("MEMGUARD_ERR_AUTH", All()) << "all or nothing";
  EXPECT_EQ(3 * kChunk, Size());
  EXPECT_EQ(secret.substr(0, kChunk), Take(5000));
  EXPECT_EQ("MEMGUARD_ERR_AUTH", Take(5000));
  Tamper(0);
  EXPECT_EQ(secret.substr(kChunk), Take(5000));
}

TEST_F(ReadTest, SwappedChunksDoNotOpen) {
  size_t size = 0;
  Put(Secret(2 * kChunk));
  unsigned char *a = stream_sealed(stream_, 0, &size), *b = stream_sealed(stream_, 1, &size);
  std::swap_ranges(a, a + size, b);
  EXPECT_EQ("MEMGUARD_ERR_AUTH", Take(kChunk));
}

}  // namespace
