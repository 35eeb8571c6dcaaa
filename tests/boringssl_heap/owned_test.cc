// What BoringSSL allocates is the heap's, from the first byte to the wipe.
#include <openssl/bytestring.h>
#include <openssl/err.h>
#include <openssl/mem.h>

#include <cerrno>
#include <cstring>

#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/memguard/heap/fixture.h"

namespace boringssl_heap_test {
namespace {

using heap_test::IsZero;
using heap_test::Peek;

const size_t kSizes[] = {1, 32, 33, 1000, 4096, 20000, 100000};

size_t SizeOf(const void* pointer) {
  return memguard_usable_size(boringssl_heap_context(), pointer);
}

unsigned char* New(size_t size) {
  unsigned char* bytes = static_cast<unsigned char*>(OPENSSL_malloc(size));
  EXPECT_NE(nullptr, bytes) << memcall_last_error()->text;
  return bytes;
}

TEST(Owned, EveryAllocationOfEverySize) {
  for (size_t size : kSizes) {
    unsigned char* bytes = New(size);
    EXPECT_TRUE(Owns(bytes)) << size;
    EXPECT_EQ(size, SizeOf(bytes));
    EXPECT_TRUE(IsZero(bytes, size));
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(bytes) % 16);
    OPENSSL_free(bytes);
    EXPECT_FALSE(Owns(bytes));
  }
}

TEST(Owned, KeysAndTheirParts) {
  for (const Key& key : {NewEcKey(), NewRsaKey()}) {
    EXPECT_TRUE(Owns(key.get()));
    const EC_KEY* ec = EVP_PKEY_get0_EC_KEY(key.get());
    const RSA* rsa = EVP_PKEY_get0_RSA(key.get());
    EXPECT_TRUE(Owns(ec) || Owns(rsa));
    for (const BIGNUM* number : {ec != nullptr ? EC_KEY_get0_private_key(ec) : RSA_get0_d(rsa),
                                 ec != nullptr ? EC_KEY_get0_private_key(ec) : RSA_get0_p(rsa)})
      EXPECT_TRUE(Owns(ec) || Owns(number)) << "a curve's scalar is part of its key";
  }
}

TEST(Owned, StringsAndGrowingBuffers) {
  bssl::UniquePtr<char> text(OPENSSL_strdup("text"));
  EXPECT_TRUE(Owns(text.get()));
  EXPECT_EQ(5u, SizeOf(text.get()));
  bssl::ScopedCBB growing;
  ASSERT_TRUE(CBB_init(growing.get(), 1));
  for (int i = 0; i < 50000; i++) ASSERT_TRUE(CBB_add_u16(growing.get(), static_cast<uint16_t>(i)));
  EXPECT_TRUE(Owns(CBB_data(growing.get())));
  for (size_t i = 0; i < 50000; i++)
    ASSERT_EQ(i, CBB_data(growing.get())[2 * i] * 256u + CBB_data(growing.get())[2 * i + 1]);
}

// Memory of other allocators, BoringSSL's own of before among it where it has no such heap.
TEST(Owned, NothingElseIs) {
  int here = 0;
  void* plain = malloc(32);
  EXPECT_FALSE(Owns(plain) || Owns(&here) || Owns(nullptr) || Owns("constant"));
  free(plain);
  unsigned char* bytes = New(32);
  EXPECT_FALSE(Owns(bytes + 1)) << "the middle of an object is none";
  EXPECT_EQ(0, memguard_owns(memguard_default_context(), bytes)) << "it is this context's alone";
  OPENSSL_free(bytes);
}

// An object that has a mapping of its own is gone with it.
TEST(Owned, FreedMemoryIsWiped) {
  for (size_t size : {1u, 32u, 33u, 1000u, 4096u, 20000u}) {
    unsigned char* bytes = New(size);
    memset(bytes, 0xa5, size);
    OPENSSL_free(bytes);
    for (size_t i = 0; i < size; i++) ASSERT_EQ(0, Peek(bytes, static_cast<ptrdiff_t>(i)));
  }
}

TEST(Owned, ReallocMovesAndWipes) {
  for (size_t from : {1u, 32u, 5000u, 20000u})
    for (size_t to : {1u, 40u, 1000u, 30000u, 100000u}) {
      unsigned char* before = New(from);
      memset(before, 0xa5, from);
      unsigned char* after = static_cast<unsigned char*>(OPENSSL_realloc(before, to));
      ASSERT_NE(nullptr, after);
      EXPECT_EQ(to, SizeOf(after));
      for (size_t i = 0; i < to; i++) ASSERT_EQ(i < from ? 0xa5 : 0, after[i]) << from << " " << to;
      for (size_t i = 0; i < from; i++) ASSERT_EQ(0, Peek(before, static_cast<ptrdiff_t>(i)));
      OPENSSL_free(after);
    }
}

TEST(Owned, ReallocOfNothingIsMalloc) {
  unsigned char* bytes = static_cast<unsigned char*>(OPENSSL_realloc(nullptr, 48));
  EXPECT_EQ(48u, SizeOf(bytes));
  OPENSSL_free(bytes);
}

// malloc(3) may be asked for nothing, and callers take NULL for a failure.
TEST(Owned, NoBytesAreSomething) {
  unsigned char* bytes = New(0);
  EXPECT_TRUE(Owns(bytes));
  bytes = static_cast<unsigned char*>(OPENSSL_realloc(bytes, 32));
  ASSERT_NE(nullptr, bytes);
  bytes = static_cast<unsigned char*>(OPENSSL_realloc(bytes, 0));
  EXPECT_TRUE(Owns(bytes));
  OPENSSL_free(bytes);
  OPENSSL_free(nullptr);
}

TEST(Owned, TooMuchIsRefused) {
  unsigned char* bytes = New(32);
  bytes[0] = 7;
  for (size_t size : {SIZE_MAX, SIZE_MAX - 8, SIZE_MAX / 2}) {
    errno = 0;
    EXPECT_EQ(nullptr, OPENSSL_malloc(size));
    EXPECT_EQ(ENOMEM, errno);
    EXPECT_EQ(nullptr, OPENSSL_realloc(bytes, size));
  }
  EXPECT_EQ(7, bytes[0]) << "a refused realloc leaves the old place";
  OPENSSL_free(bytes);
}

// BIOs free between a call of the system that failed and the caller's look at why.
TEST(Owned, ErrnoStays) {
  for (size_t size : kSizes) {
    errno = EAGAIN;
    unsigned char* bytes = New(size);
    EXPECT_EQ(EAGAIN, errno);
    OPENSSL_free(bytes);
    EXPECT_EQ(EAGAIN, errno);
  }
  memguard_trim(boringssl_heap_context());
}

TEST(Owned, NothingIsLeftBehind) {
  NewEcKey();  // the thread's own state stays
  ERR_clear_error();
  memguard_stats before = Stats();
  {
    Key one = NewEcKey(), other = NewRsaKey(1024);
    EXPECT_TRUE(Verifies(other.get(), Sign(other.get())));
    EXPECT_GT(Stats().live, before.live);
  }
  EXPECT_EQ(before.live, Stats().live);
  EXPECT_GT(Stats().allocations, before.allocations + 100);
  EXPECT_EQ(before.failures, Stats().failures);
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
}

TEST(Owned, TheContextSaysWhatItIs) {
  memguard_report report = {};
  char text[2000] = "";
  report.struct_size = sizeof report;
  New(1);  // stays
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(boringssl_heap_context(), &report));
  memcall_safeguards asked = MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_GUARDED | MEMCALL_NO_MERGE;
  EXPECT_EQ(asked, report.now.requested & asked);
  memguard_context_describe(boringssl_heap_context(), text, sizeof text);
  EXPECT_NE(nullptr, strstr(text, "children inherit")) << text;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_destroy(boringssl_heap_context()));
}

}  // namespace
}  // namespace boringssl_heap_test
