// Opening: to a buffer, to the caller's memory, for a callback.
#include "memguard/bytes.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

using OpenTest = EnclaveTest;

// --- A buffer -----------------------------------------------------------------------------------

TEST_F(OpenTest, GivesAReadOnlyBuffer) {
  for (size_t size : {1, 32, 4096, 10000}) {
    memguard_enclave* enclave = Seal(Secret(size));
    memguard_buffer* buffer = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave, &buffer)) << memcall_last_error()->text;
    ASSERT_EQ(size, memguard_buffer_size(buffer));
    EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
    EXPECT_EQ(0, memcmp(memguard_buffer_data(buffer), Secret(size).data(), size));
    memguard_buffer_destroy(buffer);
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(OpenTest, TheBufferOutlivesTheEnclave) {
  memguard_enclave* enclave = Seal("secret");
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave, &buffer));
  memguard_enclave_destroy(enclave);
  EXPECT_EQ(0, memcmp(memguard_buffer_data(buffer), "secret", 6));
  memguard_buffer_destroy(buffer);
}

TEST_F(OpenTest, RefusesNull) {
  memguard_enclave* enclave = Seal("secret");
  memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_enclave_open",
                    memguard_enclave_open(nullptr, &buffer)));
  EXPECT_EQ(nullptr, buffer);
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_open(enclave, nullptr));
  memguard_enclave_destroy(enclave);
}

// --- The caller's memory ------------------------------------------------------------------------

TEST_F(OpenTest, WritesNoMoreThanTheSecret) {
  memguard_enclave* enclave = Seal("secret");
  std::string bytes(10, 'x');
  size_t length = 99;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave, &bytes[0], 10, &length));
  EXPECT_EQ(6u, length);
  EXPECT_EQ("secretxxxx", bytes);
  memguard_enclave_destroy(enclave);
}

TEST_F(OpenTest, TooSmallTellsTheSizeAndWritesNothing) {
  memguard_enclave* enclave = Seal("secret");
  std::string bytes(5, 'x');
  size_t length = 0;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_TOO_SMALL, "memguard_enclave_open_into",
                    memguard_enclave_open_into(enclave, &bytes[0], 5, &length)));
  EXPECT_EQ(6u, length);
  EXPECT_EQ("xxxxx", bytes);
  EXPECT_EQ(MEMGUARD_ERR_TOO_SMALL, memguard_enclave_open_into(enclave, &bytes[0], 0, &length));
  length = 0;
  EXPECT_EQ(MEMGUARD_ERR_TOO_SMALL, memguard_enclave_open_into(enclave, nullptr, 0, &length));
  EXPECT_EQ(6u, length);
  memguard_enclave_destroy(enclave);
}

TEST_F(OpenTest, RefusalsLeaveZeros) {
  memguard_enclave* enclave = Seal("secret");
  std::string bytes(8, 'x');
  size_t length = 99;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_open_into(nullptr, &bytes[0], 8, &length));
  EXPECT_EQ(std::string(8, '\0'), bytes);
  EXPECT_EQ(0u, length);
  bytes.assign(8, 'x');
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_open_into(enclave, &bytes[0], 8, nullptr));
  EXPECT_EQ(std::string(8, '\0'), bytes);
  length = 99;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_open_into(enclave, nullptr, 8, &length));
  EXPECT_EQ(0u, length);
  memguard_enclave_destroy(enclave);
}

// --- A callback ---------------------------------------------------------------------------------

struct Seen {
  memguard_context* context;
  std::string bytes;
  const unsigned char* address;
  int answer;
};

int Look(const unsigned char* bytes, size_t length, void* user) {
  Seen* seen = static_cast<Seen*>(user);
  seen->bytes.assign(reinterpret_cast<const char*>(bytes), length);
  seen->address = bytes;
  EXPECT_TRUE(memguard_owns(seen->context, bytes)) << "plaintext stands in the locked heap";
  return seen->answer;
}

TEST_F(OpenTest, CallbackSeesTheBytesInTheLockedHeap) {
  for (size_t size : {1, 32, 1000, 100000}) {
    memguard_enclave* enclave = Seal(Secret(size));
    Seen seen = {context_, "", nullptr, 0};
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave, Look, &seen));
    EXPECT_EQ(Secret(size), seen.bytes);
    EXPECT_FALSE(memguard_owns(context_, seen.address)) << "and is gone afterwards";
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(OpenTest, ACallbackThatFailsIsCallback) {
  memguard_enclave* enclave = Seal("secret");
  for (int answer : {1, -1, 1 << 30}) {
    Seen seen = {context_, "", nullptr, answer};
    EXPECT_TRUE(Fails(MEMGUARD_ERR_CALLBACK, "memguard_enclave_with_bytes",
                      memguard_enclave_with_bytes(enclave, Look, &seen)));
    EXPECT_EQ("secret", seen.bytes);
    EXPECT_FALSE(memguard_owns(context_, seen.address));
  }
  memguard_enclave_destroy(enclave);
}

TEST_F(OpenTest, CallbackRefusesNull) {
  memguard_enclave* enclave = Seal("secret");
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_enclave_with_bytes",
                    memguard_enclave_with_bytes(enclave, nullptr, nullptr)));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_with_bytes(nullptr, Look, nullptr));
  memguard_enclave_destroy(enclave);
}

struct Nested {
  const memguard_enclave* enclave;
  int depth;
};

int Descend(const unsigned char* bytes, size_t length, void* user) {
  Nested* nested = static_cast<Nested*>(user);
  if (length != 6 || memcmp(bytes, "secret", 6) != 0) return 1;
  if (nested->depth == 0) return 0;
  nested->depth--;
  memguard_status status = memguard_enclave_with_bytes(nested->enclave, Descend, nested);
  return status == MEMGUARD_OK && memcmp(bytes, "secret", 6) == 0 ? 0 : 2;
}

// Deeper than there are scratch slots: none is held while a callback runs.
TEST_F(OpenTest, CallbacksNest) {
  memguard_enclave* enclave = Seal("secret");
  Nested nested = {enclave, 40};
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave, Descend, &nested));
  EXPECT_EQ(0, nested.depth);
  EXPECT_EQ(0u, enclave_taken(context_));
  memguard_enclave_destroy(enclave);
}

// --- Scratch ------------------------------------------------------------------------------------

TEST_F(OpenTest, NoKeyStandsInScratchAfterwards) {
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ("secret", Content(enclave));
  size_t size = 0;
  const unsigned char* page = enclave_page(context_, &size);
  const size_t cells = 64 * (INSIDE_KEYS + 1);
  EXPECT_TRUE(IsZero(page + cells, size - cells)) << "all of the page but the halves";
  EXPECT_FALSE(IsZero(page, cells));
  memguard_enclave_destroy(enclave);
}

TEST_F(OpenTest, EverySlotCanBeHadAndServes) {
  memguard_enclave* enclave = Seal("secret");
  unsigned slots = enclave_slots(context_);
  ASSERT_GE(slots, 4u);
  void* taken[32];
  for (unsigned i = 0; i + 1 < slots; i++) taken[i] = enclave_borrow(context_);
  EXPECT_EQ("secret", Content(enclave)) << "one is left";
  for (unsigned i = 0; i + 1 < slots; i++) {
    for (unsigned j = 0; j < i; j++) EXPECT_NE(taken[i], taken[j]);
    enclave_return(context_, taken[i]);
  }
  EXPECT_EQ(0u, enclave_taken(context_));
  memguard_enclave_destroy(enclave);
}

}  // namespace
