/* layout_test.cc: what victims measure of themselves is what the storages are said to be. */
#include "tools/secmem/attack/layout.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "memguard/memguard.h"
#include "tests/secmem/program.h"

namespace {

const uint64_t kSafe = ATTACK_PAGE_LOCKED | ATTACK_PAGE_NO_DUMP | ATTACK_PAGE_FORK_ZERO;

class LayoutTest : public testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    const memguard_options options = memguard_options_relaxed();
    signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK) << memcall_last_error()->text;
    secret_ = static_cast<unsigned char *>(memguard_malloc(context_, GetParam()));
    ASSERT_NE(secret_, nullptr);
    ASSERT_EQ(memguard_scramble(secret_, GetParam()), MEMGUARD_OK);
    program_ = SecmemPath();
    attack_options options_of_attack = {};
    options_of_attack.context = context_;
    options_of_attack.secret = secret_;
    options_of_attack.length = GetParam();
    options_of_attack.executable = program_.c_str();
    char why[256] = "";
    ASSERT_TRUE(attack_open(&options_of_attack, &session_, why, sizeof why)) << why;
  }
  void TearDown() override {
    attack_close(session_);
    memguard_free(context_, secret_);
    EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK);
  }

  attack_layout Look(attack_storage storage) {
    attack_layout layout;
    attack_look(session_, storage, &layout);
    return layout;
  }

  /* The run that an offset is in; its end in *end. */
  static uint64_t Has(const attack_layout &layout, uint64_t offset, uint64_t *end) {
    *end = 0;
    for (uint32_t i = 0; i < layout.runs; i++) {
      *end += layout.run[i].bytes;
      if (offset < *end) return layout.run[i].has;
    }
    return 0;
  }

  /* Whether this machine has them at all: a limit or a sanitizer may be in the way. */
  bool IsSafe(const attack_layout &layout) {
    uint64_t end;
    return (Has(layout, layout.place, &end) & kSafe) == kSafe;
  }

  memguard_context *context_ = nullptr;
  unsigned char *secret_ = nullptr;
  attack_session *session_ = nullptr;
  std::string program_;
};

TEST_P(LayoutTest, OwnPagesEndAtAGuard) {
  const struct {
    attack_storage storage;
    uint64_t access;
  } kCases[] = {{ATTACK_BUFFER, ATTACK_PAGE_READ | ATTACK_PAGE_WRITE},
                {ATTACK_HIDDEN_BUFFER, 0},
                {ATTACK_PROTECTED, 0},
                {ATTACK_GUARDED, ATTACK_PAGE_READ}};
  for (const auto &it : kCases) {
    attack_layout layout = Look(it.storage);
    SCOPED_TRACE(attack_storage_name(it.storage));
    ASSERT_NE(layout.runs, 0u);
    if (!IsSafe(layout)) GTEST_SKIP() << "safeguards are missing here";
    uint64_t end, beyond, has = Has(layout, layout.place, &end);
    EXPECT_EQ(layout.length, GetParam());
    EXPECT_EQ(has & (ATTACK_PAGE_READ | ATTACK_PAGE_WRITE), it.access);
    EXPECT_EQ(layout.place + layout.length, end) << "not flush with the end of its pages";
    EXPECT_EQ(Has(layout, end, &beyond), uint64_t{ATTACK_PAGE_GUARD});
    EXPECT_EQ(layout.run[0].has, uint64_t{ATTACK_PAGE_GUARD});
    EXPECT_EQ(layout.before, layout.place % layout.page) << "canary up to the page's start";
    EXPECT_EQ(layout.after, 0u);
  }
}

TEST_P(LayoutTest, HeapSlotHasCanariesOnBothSides) {
  attack_layout layout = Look(ATTACK_HEAP_SLOT);
  ASSERT_NE(layout.runs, 0u);
  if (!IsSafe(layout)) GTEST_SKIP() << "safeguards are missing here";
  EXPECT_GE(layout.before, 16u);
  EXPECT_GE(layout.after, 16u);
}

TEST_P(LayoutTest, SealedShowsTheKeysPageAlone) {
  for (attack_storage storage : {ATTACK_ENCLAVE, ATTACK_STREAM, ATTACK_SEALED}) {
    attack_layout layout = Look(storage);
    SCOPED_TRACE(attack_storage_name(storage));
    if (layout.runs == 0) GTEST_SKIP() << "nothing is locked here";
    EXPECT_EQ(layout.length, 0u);
    uint64_t locked = 0;
    for (uint32_t i = 0; i < layout.runs; i++)
      if ((layout.run[i].has & ATTACK_PAGE_LOCKED) != 0) locked += layout.run[i].bytes;
    EXPECT_EQ(locked, uint64_t{layout.page})
        << "one page holds the key, whatever the secret's size";
    EXPECT_EQ(layout.run[0].has, uint64_t{ATTACK_PAGE_GUARD});
  }
}

/* The control has nothing of all that. */
TEST_P(LayoutTest, MallocHasNothing) {
  attack_layout layout = Look(ATTACK_MALLOC);
  ASSERT_NE(layout.runs, 0u);
  for (uint32_t i = 0; i < layout.runs; i++)
    EXPECT_EQ(layout.run[i].has & (kSafe | ATTACK_PAGE_GUARD), 0u);
  EXPECT_EQ(layout.length, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Bytes, LayoutTest, testing::Values(13u, 32u, 4096u, 5000u, 65536u));

}  // namespace
