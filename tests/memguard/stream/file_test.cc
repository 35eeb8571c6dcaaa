// As a program uses it: a file of 64 MiB goes through a stream into another file, encrypted on the
// way, and never is more than a few pages of it plain, or locked.
#include <stdio.h>
#include <unistd.h>

#include "memguard/io.h"
#include "tests/memguard/stream/fixture.h"

namespace {

constexpr size_t kFile = size_t{64} << 20, kStep = size_t{1} << 20;

// Pages of buffers that ended stay locked for others that come, up to so many bytes.
constexpr size_t kRecycled = size_t{1} << 20;

class FileTest : public stream_test::StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    Make(0);
    in_ = tmpfile(), out_ = tmpfile();
    ASSERT_TRUE(in_ != nullptr && out_ != nullptr);
    for (size_t at = 0; at < kFile; at += kStep) {
      std::string piece = Piece(at);
      ASSERT_EQ(kStep, fwrite(piece.data(), 1, kStep, in_));
    }
    rewind(in_);
  }

  void TearDown() override {
    fclose(in_);
    fclose(out_);
    StreamTest::TearDown();
  }

  // Each of its own.
  static std::string Piece(size_t at) {
    static const std::string kAny = enclave_test::Secret(kStep);
    size_t turn = at / kStep * 1021 % kStep;
    return kAny.substr(turn) + kAny.substr(0, turn);
  }

  // A cipher for a test: it changes every word, and where a word stands in the file matters. Twice
  // is not at all.
  static void Change(std::string* bytes, size_t at) {
    ASSERT_EQ(0u, (at | bytes->size()) % 8);
    for (size_t i = 0; i < bytes->size(); i += 8) {
      uint64_t word, pad = ((at + i) / 8 + 1) * UINT64_C(0x9e3779b97f4a7c15);
      memcpy(&word, &(*bytes)[i], 8);
      word ^= pad | 1;
      memcpy(&(*bytes)[i], &word, 8);
    }
  }

  static memguard_status Encrypt(void* user, const void* bytes, size_t length) {
    FileTest* self = static_cast<FileTest*>(user);
    std::string changed(static_cast<const char*>(bytes), length);
    Change(&changed, self->written_);
    self->written_ += length;
    self->most_locked_ = std::max(self->most_locked_, enclave_locked(self->context_));
    return fwrite(changed.data(), 1, length, self->out_) == length ? MEMGUARD_OK : MEMGUARD_ERR_IO;
  }

  void ExpectTheFileIsEncrypted() {
    rewind(out_);
    std::string piece(kStep, '\0');
    for (size_t at = 0; at < kFile; at += kStep) {
      ASSERT_EQ(kStep, fread(&piece[0], 1, kStep, out_));
      ASSERT_FALSE(Piece(at) == piece) << "at " << at;
      Change(&piece, at);
      ASSERT_TRUE(Piece(at) == piece) << "at " << at;
    }
    EXPECT_EQ(EOF, fgetc(out_));
  }

  FILE *in_ = nullptr, *out_ = nullptr;
  size_t written_ = 0, most_locked_ = 0;
};

TEST_F(FileTest, SixtyFourMegabytesInBoundedMemory) {
  size_t filled = 0, drained = 0, most_waiting = 0;
  do {
    ASSERT_EQ(MEMGUARD_OK,
              memguard_stream_fill(stream_, memguard_source_fd(fileno(in_)), kStep, &filled))
        << memcall_last_error()->text;
    most_waiting = std::max(most_waiting, Size());
    most_locked_ = std::max(most_locked_, enclave_locked(context_));
    ASSERT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, {Encrypt, this}, &drained));
    ASSERT_EQ(filled, drained);
  } while (filled == kStep);
  EXPECT_EQ(kFile, written_);
  EXPECT_EQ(kStep, most_waiting);
  EXPECT_LE(most_locked_, 5 * memcall_page_size() + kRecycled) << "the key's page and one chunk";
  ExpectTheFileIsEncrypted();
}

// All at once: the ciphertext waits in ordinary memory, and no more is locked.
TEST_F(FileTest, SixtyFourMegabytesWaiting) {
  size_t moved = 0;
  ASSERT_EQ(MEMGUARD_OK,
            memguard_stream_fill(stream_, memguard_source_fd(fileno(in_)), SIZE_MAX, &moved));
  EXPECT_EQ(kFile, moved);
  EXPECT_LE(enclave_locked(context_), memcall_page_size() + kRecycled);
  ASSERT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, {Encrypt, this}, &moved));
  EXPECT_LE(most_locked_, 5 * memcall_page_size() + kRecycled);
  ExpectTheFileIsEncrypted();
}

TEST_F(FileTest, ADescriptorThatFailsIsExplained) {
  size_t moved = 99;
  Put("secret");
  memguard_status status = memguard_stream_drain(stream_, memguard_sink_fd(-1), &moved);
  EXPECT_TRUE(stream_test::Fails(MEMGUARD_ERR_IO, "memguard_stream_drain", status));
  EXPECT_NE(0, memcall_last_error()->os_code);
  status = memguard_stream_fill(stream_, memguard_source_fd(-1), 10, &moved);
  EXPECT_TRUE(stream_test::Fails(MEMGUARD_ERR_IO, "memguard_stream_fill", status));
  EXPECT_NE(0, memcall_last_error()->os_code);
  EXPECT_EQ("secret", Take(10));
}

}  // namespace
