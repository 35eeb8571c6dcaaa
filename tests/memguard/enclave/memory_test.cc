// Where key bytes go: all readable memory of the process is searched, wherever the provider, the C
// library or we may have put them, and not only the stack. A key that is put together stands in
// scratch for as long as it is used, and nowhere at any other time.
#include <fcntl.h>
#include <openssl/aes.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <functional>

#include "memguard/bytes.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;

// What is sought, and all that seeks: on pages that the search leaves out.
struct Seeker {
  enum { kStack = 128 << 10, kPiece = 1 << 20 };
  unsigned char key[INSIDE_KEY], hash[INSIDE_KEY], rounds[240], plain[48];
  unsigned char opened[48];
  bool begins[65536];  // what is sought, by its first two bytes
  unsigned char piece[kPiece + 64];
  alignas(4096) unsigned char stack[kStack];
};

struct Kind {
  const char* name;
  memguard_aead aead;
  uint32_t flags;
};

class MemoryTest : public EnclaveTest, public ::testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.aead = GetParam().aead;
    options.flags = GetParam().flags;
    options.refresh_interval_ms = 3600 * 1000;
    Open(options);
    seeker_ = static_cast<Seeker*>(
        mmap(nullptr, sizeof *seeker_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ASSERT_EQ(MEMCALL_OK, memcall_random(seeker_->plain, sizeof seeker_->plain));
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, seeker_->plain,
                                                     sizeof seeker_->plain, &enclave_));
    Learn();
  }

  void TearDown() override {
    memguard_enclave_destroy(enclave_);
    munmap(seeker_, sizeof *seeker_);
    EnclaveTest::TearDown();
  }

  // On a stack that is left out: what computes a key leaves bytes of it there.
  void Aside(std::function<void()> act) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    ASSERT_EQ(0, pthread_attr_setstack(&attributes, seeker_->stack, Seeker::kStack));
    ASSERT_EQ(0, pthread_create(
                     &thread, &attributes,
                     [](void* user) -> void* {
                       (*static_cast<std::function<void()>*>(user))();
                       return nullptr;
                     },
                     &act));
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
  }

  void Learn() {
    Aside([this] {
      unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
      AES_KEY rounds;
      enclave_halves(context_, left, right);
      enclave_key(context_, seeker_->key);
      for (int i = 0; i < INSIDE_KEY; i++) seeker_->hash[i] = seeker_->key[i] ^ left[i];
      AES_set_encrypt_key(seeker_->key, 256, &rounds);
      memcpy(seeker_->rounds, rounds.rd_key, sizeof seeker_->rounds);
    });
  }

  struct Found {
    int key, hash, rounds, plain;
  };

  // How often 16 bytes of each stand anywhere.
  Found Search() {
    Found found = {};
    Aside([&] {
      Prepare();
      FILE* maps = fopen("/proc/self/maps", "re");
      int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
      char line[512];
      while (fgets(line, sizeof line, maps) != nullptr) SearchMapping(line, memory, &found);
      close(memory);
      fclose(maps);
    });
    return found;
  }

  void SearchMapping(const char* line, int memory, Found* found) {
    uintptr_t from, to;
    char access[5];
    if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &from, &to, access) != 3) return;
    const uintptr_t own = reinterpret_cast<uintptr_t>(seeker_);
    if (access[0] != 'r' || strstr(line, "[v") != nullptr) return;
    if (from < own + sizeof *seeker_ && own < to) {  // may have been merged with its neighbours
      SearchRange(from, own, memory, found);
      from = (own + sizeof *seeker_ + 4095) & ~uintptr_t{4095};
    }
    SearchRange(from, to, memory, found);
  }

  void SearchRange(uintptr_t from, uintptr_t to, int memory, Found* found) {
    while (from < to) {
      size_t size = std::min<size_t>(to - from, Seeker::kPiece);
      ssize_t got = pread(memory, seeker_->piece, size, static_cast<off_t>(from));
      if (got <= 0) return;
      Count(static_cast<size_t>(got), found);
      from += static_cast<size_t>(got);
    }
  }

  void Begins(const unsigned char* bytes) { seeker_->begins[bytes[0] << 8 | bytes[1]] = true; }

  void Prepare() {
    for (bool& begins : seeker_->begins) begins = false;
    Begins(seeker_->key);
    Begins(seeker_->key + 16);
    Begins(seeker_->hash);
    Begins(seeker_->plain);
    for (size_t round = 2; round < 15; round++) Begins(seeker_->rounds + 16 * round);
  }

  void Count(size_t size, Found* found) {
    for (size_t at = 0; at + 16 <= size; at++) {
      const unsigned char* here = seeker_->piece + at;
      if (seeker_->begins[here[0] << 8 | here[1]]) Compare(here, found);
    }
  }

  void Compare(const unsigned char* here, Found* found) {
    found->key += memcmp(here, seeker_->key, 16) == 0 || memcmp(here, seeker_->key + 16, 16) == 0;
    found->hash += memcmp(here, seeker_->hash, 16) == 0;
    found->plain += memcmp(here, seeker_->plain, 16) == 0;
    for (size_t round = 2; round < 15; round++)
      found->rounds += memcmp(here, seeker_->rounds + 16 * round, 16) == 0;
  }

  void ExpectNoKey(const char* when) {
    Found found = Search();
    EXPECT_EQ(0, found.key) << when;
    EXPECT_EQ(0, found.hash) << when;
    EXPECT_EQ(0, found.rounds) << when;
    EXPECT_EQ(0, found.plain) << when;
  }

  Seeker* seeker_ = nullptr;
  memguard_enclave* enclave_ = nullptr;
};

// The search finds what is there: a key that is put together, its rounds, and plaintext.
TEST_P(MemoryTest, ControlAKeyInUseIsFound) {
  void* slot = enclave_borrow(context_);
  void* copy = memguard_malloc(context_, sizeof seeker_->plain);
  memguard_copy(copy, seeker_->plain, sizeof seeker_->plain);
  Found found = Search();
  EXPECT_GT(found.key, 0);
  EXPECT_GT(found.hash, 0);
  EXPECT_GE(found.rounds, GetParam().aead == MEMGUARD_AES_256_GCM ? 13 : 0);
  EXPECT_EQ(1, found.plain);
  enclave_return(context_, slot);
  memguard_free(context_, copy);
  memguard_scrub_registers();
  memguard_scrub_stack(8192);
  ExpectNoKey("and then it is gone");
}

TEST_P(MemoryTest, AfterEveryCall) {
  size_t length = 0;
  memguard_buffer* buffer = nullptr;
  memguard_enclave* another = nullptr;
  ExpectNoKey("after a seal");
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave_, seeker_->opened, 48, &length));
  ExpectNoKey("after an open");
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave_, &buffer));
  EXPECT_EQ(1, Search().plain) << "in the buffer";
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &another));
  memguard_buffer_destroy(buffer);
  ExpectNoKey("after a buffer was sealed");
  EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_));
  ExpectNoKey("after a refresh");
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  ExpectNoKey("after a rotation");
  memguard_enclave_destroy(another);
  another = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_random(context_, 48, &another));
  memguard_enclave_destroy(another);
  Learn();
  ExpectNoKey("after random bytes were sealed under the new key");
}

struct Callback {
  std::function<void()> look;
};

int Look(const unsigned char*, size_t, void* user) {
  static_cast<Callback*>(user)->look();
  return 0;
}

TEST_P(MemoryTest, WhileACallbackRuns) {
  Found found = {};
  Callback callback = {[&] { found = Search(); }};
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, Look, &callback));
  EXPECT_EQ(0, found.key);
  EXPECT_EQ(0, found.hash);
  EXPECT_EQ(0, found.rounds);
  EXPECT_EQ(1, found.plain) << "what the callback was given, and no copy";
  ExpectNoKey("after it");
}

INSTANTIATE_TEST_SUITE_P(
    All, MemoryTest,
    ::testing::Values(Kind{"Default", MEMGUARD_AEAD_DEFAULT, 0},
                      Kind{"Aes", MEMGUARD_AES_256_GCM, 0},
                      Kind{"SnapshotSafe", MEMGUARD_AEAD_DEFAULT, MEMGUARD_SNAPSHOT_SAFE},
                      Kind{"AesShield", MEMGUARD_AES_256_GCM, MEMGUARD_SHIELD}),
    [](const ::testing::TestParamInfo<Kind>& kind) { return kind.param.name; });

}  // namespace
