// fixture.h: a stream, and the check that nothing of it is left when a test ends.
#ifndef TESTS_MEMGUARD_STREAM_FIXTURE_H
#define TESTS_MEMGUARD_STREAM_FIXTURE_H

#include <string>

#include "tests/memguard/enclave/fixture.h"
#include "tests/memguard/stream/ends.h"
#include "tests/memguard/stream/inside.h"

namespace stream_test {

using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

class StreamTest : public enclave_test::EnclaveTest {
 protected:
  void SetUp() override {
    EnclaveTest::SetUp();
    Make(kChunk);
  }

  void TearDown() override {
    memguard_stream_destroy(stream_);
    EnclaveTest::TearDown();
  }

  void Make(size_t chunk_size) {
    memguard_stream_destroy(stream_);
    stream_ = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_stream_new(context_, chunk_size, &stream_))
        << memcall_last_error()->text;
  }

  void Put(const std::string& bytes) {
    ASSERT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, bytes.data(), bytes.size()))
        << memcall_last_error()->operation << ": " << memcall_last_error()->text;
  }

  using Reader = decltype(&memguard_stream_read);

  // The bytes, or the name of the status.
  std::string Take(size_t capacity, Reader reader = memguard_stream_read) {
    std::string bytes(capacity, '?');
    size_t got = 99;
    memguard_status status = reader(stream_, &bytes[0], capacity, &got);
    if (status != MEMGUARD_OK) {
      EXPECT_EQ(0u, got);
    }
    return status == MEMGUARD_OK ? bytes.substr(0, got) : memguard_status_name(status);
  }

  std::string Peek(size_t capacity) { return Take(capacity, memguard_stream_peek); }

  using BufferReader = decltype(&memguard_stream_next);

  std::string TakeBuffer(BufferReader reader) {
    memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
    memguard_status status = reader(stream_, &buffer);
    EXPECT_EQ(status == MEMGUARD_OK, buffer != nullptr);
    if (status != MEMGUARD_OK) return memguard_status_name(status);
    EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
    std::string bytes(reinterpret_cast<const char*>(memguard_buffer_data(buffer)),
                      memguard_buffer_size(buffer));
    memguard_buffer_destroy(buffer);
    return bytes;
  }

  std::string Next() { return TakeBuffer(memguard_stream_next); }
  std::string All() { return TakeBuffer(memguard_stream_read_all); }
  size_t Size() const { return memguard_stream_size(stream_); }

  // Flips a bit of the nth chunk's ciphertext.
  void Tamper(size_t nth, size_t at = 7) {
    size_t size = 0;
    stream_sealed(stream_, nth, &size)[at] ^= 1;
  }

  // Whether any page of plaintext is held for this stream.
  bool HasWindow() const {
    size_t size = 0;
    return stream_window(stream_, &size) != nullptr;
  }

  static constexpr size_t kChunk = 1000;
  memguard_stream* stream_ = nullptr;
};

}  // namespace stream_test

#endif
