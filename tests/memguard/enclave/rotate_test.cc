// A new key seals, the old one opens, until its last enclave is gone.
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;

struct Key {
  unsigned char bytes[INSIDE_KEY];
};

class RotateTest : public EnclaveTest {
 protected:
  Key Sealing() {
    Key key;
    enclave_key(context_, key.bytes);
    return key;
  }

  static bool Same(const Key& a, const Key& b) { return memcmp(a.bytes, b.bytes, INSIDE_KEY) == 0; }

  // How many cells of the page hold anything.
  int CellsInUse() {
    size_t size = 0;
    const unsigned char* page = enclave_page(context_, &size);
    int used = 0;
    for (int cell = 0; cell <= INSIDE_KEYS; cell++) used += !IsZero(page + 64 * cell, 64);
    return used;
  }
};

TEST_F(RotateTest, ANewKeySealsAndTheOldOneOpens) {
  memguard_enclave* before = Seal("before");
  Key old = Sealing();
  ASSERT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  memguard_enclave* after = Seal("after");
  EXPECT_FALSE(Same(old, Sealing()));
  EXPECT_TRUE(enclave_opens_under(before, old.bytes));
  EXPECT_FALSE(enclave_opens_under(after, old.bytes));
  EXPECT_TRUE(enclave_opens_under(after, Sealing().bytes));
  EXPECT_EQ("before", Content(before));
  EXPECT_EQ("after", Content(after));
  EXPECT_EQ(2u, enclave_keys(context_));
  memguard_enclave_destroy(before);
  memguard_enclave_destroy(after);
}

TEST_F(RotateTest, TheOldKeyGoesWithItsLastEnclave) {
  memguard_enclave *a = Seal("a"), *b = Seal("b");
  ASSERT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  EXPECT_EQ(2, CellsInUse());
  memguard_enclave_destroy(a);
  EXPECT_EQ(2u, enclave_keys(context_));
  EXPECT_EQ("b", Content(b));
  memguard_enclave_destroy(b);
  EXPECT_EQ(1u, enclave_keys(context_));
  EXPECT_EQ(1, CellsInUse()) << "its halves are wiped";
}

TEST_F(RotateTest, AnUnusedKeyGoesAtOnce) {
  memguard_enclave_destroy(Seal("first"));
  for (int i = 0; i < 100; i++) {
    Key old = Sealing();
    ASSERT_EQ(MEMGUARD_OK, memguard_rotate(context_));
    ASSERT_FALSE(Same(old, Sealing()));
    ASSERT_EQ(1u, enclave_keys(context_));
    ASSERT_EQ(1, CellsInUse());
  }
}

TEST_F(RotateTest, ManyEnclavesOfManyKeys) {
  std::vector<memguard_enclave*> enclaves;
  for (int i = 0; i < 700; i++) {
    enclaves.push_back(Seal(std::to_string(i)));
    if (i % 100 == 99) {
      ASSERT_EQ(MEMGUARD_OK, memguard_rotate(context_));
    }
  }
  EXPECT_EQ(8u, enclave_keys(context_));
  for (int i = 0; i < 700; i++) {
    EXPECT_EQ(std::to_string(i), Content(enclaves[i]));
    memguard_enclave_destroy(enclaves[i]);
    EXPECT_EQ(8u - (i + 1) / 100, enclave_keys(context_));
  }
}

TEST_F(RotateTest, EightKeysAndNoMore) {
  std::vector<memguard_enclave*> enclaves = UseUpTheKeys();
  EXPECT_TRUE(Fails(MEMGUARD_ERR_BUSY, "memguard_rotate", memguard_rotate(context_)));
  Key sealing = Sealing();
  memguard_enclave* another = Seal("the key before goes on sealing");
  EXPECT_TRUE(enclave_opens_under(another, sealing.bytes));
  memguard_enclave_destroy(enclaves[3]);
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  EXPECT_FALSE(Same(sealing, Sealing()));
  enclaves[3] = another;
  EXPECT_EQ("the key before goes on sealing", Content(another));
  for (memguard_enclave* enclave : enclaves) memguard_enclave_destroy(enclave);
  EXPECT_EQ(1u, enclave_keys(context_));
}

TEST_F(RotateTest, WithoutAKeyThereIsNothingToDo) {
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_)) << "no coffer";
  memguard_enclave_destroy(Seal("first"));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_)) << "no key";
  EXPECT_EQ(0, CellsInUse());
}

TEST_F(RotateTest, NullAndPurge) {
  for (auto call : {memguard_rotate, memguard_refresh, memguard_after_restore}) {
    EXPECT_EQ(MEMGUARD_ERR_INVALID, call(nullptr));
    memguard_enclave* enclave = Seal("secret");
    enclave_purge_begin(context_);
    EXPECT_EQ(MEMGUARD_OK, call(context_)) << "there is no key any more";
    enclave_purge_end(context_);
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(RotateTest, APurgeEndsAllKeys) {
  std::vector<memguard_enclave*> enclaves = UseUpTheKeys();
  memguard_purge(context_);
  EXPECT_EQ(0, CellsInUse());
  memguard_enclave* later = Seal("later");
  EXPECT_EQ(1u, enclave_keys(context_));
  for (memguard_enclave* enclave : enclaves) {
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave));
    memguard_enclave_destroy(enclave);
  }
  EXPECT_EQ(1u, enclave_keys(context_)) << "what was sealed before counts for no later key";
  EXPECT_EQ("later", Content(later));
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  EXPECT_EQ("later", Content(later));
  memguard_enclave_destroy(later);
}

int Rotate(const unsigned char* bytes, size_t length, void* user) {
  memguard_context* context = static_cast<memguard_context*>(user);
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context));
  EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context));
  return std::string(reinterpret_cast<const char*>(bytes), length) == "secret" ? 0 : 1;
}

TEST_F(RotateTest, InACallback) {
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave, Rotate, context_));
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

// --- After a restore ----------------------------------------------------------------------------

TEST_F(RotateTest, AfterARestoreAnotherKeySealsAndAllHalvesAreNew) {
  memguard_enclave* enclave = Seal("secret");
  Key old = Sealing();
  size_t size = 0;
  const unsigned char* page = enclave_page(context_, &size);
  std::string before(page, page + size);
  ASSERT_EQ(MEMGUARD_OK, memguard_after_restore(context_));
  EXPECT_FALSE(Same(old, Sealing()));
  EXPECT_TRUE(enclave_opens_under(enclave, old.bytes));
  for (int at = 0; at < 64 * (INSIDE_KEYS + 1); at += 32) {
    if (IsZero(&before[at], 32)) continue;
    EXPECT_EQ(std::string::npos, std::string(page, page + size).find(before.substr(at, 32)));
  }
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(RotateTest, AfterARestoreNothingIsSealedUnderTheOldKeyWhateverFails) {
  std::vector<memguard_enclave*> enclaves = UseUpTheKeys();
  memguard_enclave* out = nullptr;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_BUSY, "memguard_after_restore", memguard_after_restore(context_)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_BUSY, "memguard_enclave_new_copy",
                    memguard_enclave_new_copy(context_, "x", 1, &out)));
  EXPECT_EQ("one of each key", Content(enclaves.back())) << "opening goes on";
  Key last;
  enclave_key_under(enclaves.back(), last.bytes);
  memguard_enclave_destroy(enclaves.front());
  enclaves.front() = Seal("now there is room");
  EXPECT_FALSE(enclave_opens_under(enclaves.front(), last.bytes));
  for (memguard_enclave* enclave : enclaves) memguard_enclave_destroy(enclave);
  EXPECT_EQ(1u, enclave_keys(context_));
}

}  // namespace
