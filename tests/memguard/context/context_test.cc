// What a context answers: options, the default one, reports, the end.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "memguard/heap.h"
#include "tests/memguard/context/inside.h"

namespace {

// An account that may lock nothing still runs every test that is not about locking.
memguard_options Options() { return memguard_options_relaxed(); }

class Context : public ::testing::Test {
 protected:
  void Open(const memguard_options& options) {
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
  }
  void TearDown() override { EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_)); }
  memguard_context* context_ = nullptr;
};

TEST_F(Context, NullIsInvalidAndNeverTheDefault) {
  memguard_report report = {};
  report.struct_size = sizeof report;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_report(nullptr, &report));
  EXPECT_STRNE("", memcall_last_error()->text);
  EXPECT_EQ(nullptr, memguard_malloc(nullptr, 16));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, static_cast<int>(memcall_last_error()->status));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_new(nullptr, nullptr));
  memguard_purge(nullptr);
}

TEST_F(Context, DestroyAcceptsNullAndRefusesTheDefault) {
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(nullptr));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_destroy(memguard_default_context()));
}

TEST_F(Context, DefaultContextIsOneAndTheSame) {
  EXPECT_NE(nullptr, memguard_default_context());
  EXPECT_EQ(memguard_default_context(), memguard_default_context());
}

struct BadOption {
  const char* name;
  void (*spoil)(memguard_options*);
  memguard_status expected;
};

TEST_F(Context, RefusesWhatItDoesNotKnow) {
  const BadOption kBad[] = {
      {"short struct", [](memguard_options* o) { o->struct_size = sizeof *o - 1; },
       MEMGUARD_ERR_INVALID},
      {"struct size of a struct that nobody filled",
       [](memguard_options* o) { memset(&o->struct_size, 0xee, sizeof o->struct_size); },
       MEMGUARD_ERR_INVALID},
      {"no struct size", [](memguard_options* o) { o->struct_size = 0; }, MEMGUARD_ERR_INVALID},
      {"policy", [](memguard_options* o) { o->lock = static_cast<memguard_policy>(4); },
       MEMGUARD_ERR_INVALID},
      {"negative policy", [](memguard_options* o) { o->guards = static_cast<memguard_policy>(-1); },
       MEMGUARD_ERR_INVALID},
      {"fork action",
       [](memguard_options* o) { o->fork_action = static_cast<memguard_fork_action>(9); },
       MEMGUARD_ERR_INVALID},
      {"aead", [](memguard_options* o) { o->aead = static_cast<memguard_aead>(7); },
       MEMGUARD_ERR_INVALID},
      {"flags", [](memguard_options* o) { o->flags = 0x80; }, MEMGUARD_ERR_UNSUPPORTED},
      {"a flag that has no meaning yet", [](memguard_options* o) { o->flags = 0x04; },
       MEMGUARD_ERR_UNSUPPORTED},
      {"secret memory",
       [](memguard_options* o) { o->secret_memory = static_cast<memguard_policy>(7); },
       MEMGUARD_ERR_INVALID},
      {"random nonces too short for it",
       [](memguard_options* o) {
         o->flags = MEMGUARD_SNAPSHOT_SAFE;
         o->aead = MEMGUARD_AES_256_GCM;
       },
       MEMGUARD_ERR_INVALID},
  };
  for (const BadOption& bad : kBad) {
    memguard_options options = Options();
    bad.spoil(&options);
    memguard_context* made = reinterpret_cast<memguard_context*>(&options);
    EXPECT_EQ(bad.expected, memguard_context_new(&options, &made)) << bad.name;
    EXPECT_EQ(nullptr, made) << bad.name;
  }
}

// A program built against a newer library sets bytes that this one does not know: never silently
// dropped.
TEST_F(Context, NewerProgramsWishesAreNotDropped) {
  struct {
    memguard_options known;
    unsigned char newer[8];
  } options = {Options(), {0}};
  options.known.struct_size = sizeof options;
  Open(options.known);
  options.newer[7] = 1;
  memguard_context* made = nullptr;
  EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, memguard_context_new(&options.known, &made));
  EXPECT_EQ(nullptr, made);
}

TEST_F(Context, PoliciesBecomeSafeguards) {
  memguard_options options = Options();
  options.no_dump = MEMGUARD_REQUIRE;
  options.guards = MEMGUARD_OFF;
  Open(options);
  EXPECT_EQ(MEMCALL_NO_DUMP, inside_require(context_));
  EXPECT_EQ(MEMCALL_LOCKED | MEMCALL_FORK_HANDLED | MEMCALL_NO_MERGE, inside_prefer(context_));
  memguard_report report = {};
  report.struct_size = sizeof report;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(0u, report.now.requested & MEMCALL_GUARDED);
  EXPECT_EQ(report.now.requested, report.now.in_force) << "nothing was made yet";
}

TEST_F(Context, ReportCountsObjectsAndBytes) {
  Open(Options());
  void* secret = memguard_malloc(context_, 32);
  ASSERT_NE(nullptr, secret) << memcall_last_error()->text;
  memguard_report report = {};
  report.struct_size = sizeof report;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(1u, report.live);
  EXPECT_EQ(MEMGUARD_CHACHA20_POLY1305, report.aead);
  if ((report.now.in_force & MEMCALL_LOCKED) != 0) {
    EXPECT_GE(report.locked_bytes, 48u);
  }
  memguard_free(context_, secret);
  report.struct_size = sizeof report - 1;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_report(context_, &report));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_report(context_, nullptr));
}

TEST_F(Context, DestroyIsBusyWhileObjectsLive) {
  Open(Options());
  void* secret = memguard_malloc(context_, 32);
  ASSERT_NE(nullptr, secret);
  EXPECT_EQ(MEMGUARD_ERR_BUSY, memguard_context_destroy(context_));
  memset(secret, 1, 32);  // still there
  memguard_free(context_, secret);
}

TEST_F(Context, BudgetIsKept) {
  memguard_options options = Options();
  options.lock_budget = 3 * memcall_page_size();
  Open(options);
  EXPECT_EQ(MEMGUARD_OK, inside_budget_take(context_, 2 * memcall_page_size()));
  EXPECT_EQ(memcall_page_size(), inside_budget_left(context_));
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, inside_budget_take(context_, memcall_page_size() + 1));
  EXPECT_NE(nullptr, strstr(memcall_last_error()->text, "lock_budget"));
  inside_budget_give(context_, 2 * memcall_page_size());
  EXPECT_EQ(MEMGUARD_OK, inside_budget_take(context_, 3 * memcall_page_size()));
  inside_budget_give(context_, 3 * memcall_page_size());
}

TEST_F(Context, DescribeMeasuresAsSnprintfDoes) {
  Open(Options());
  size_t length = memguard_context_describe(context_, nullptr, 0);
  ASSERT_GT(length, 50u);
  std::vector<char> text(length + 1, 'x');
  EXPECT_EQ(length, memguard_context_describe(context_, text.data(), text.size()));
  EXPECT_EQ(length, strlen(text.data()));
  EXPECT_NE(nullptr, strstr(text.data(), "locked"));
  std::vector<char> cut(10, 'x');
  EXPECT_EQ(length, memguard_context_describe(context_, cut.data(), cut.size()));
  EXPECT_EQ(9u, strlen(cut.data()));
  EXPECT_EQ(0u, memguard_context_describe(nullptr, cut.data(), cut.size()));
  EXPECT_STREQ("", cut.data());
}

TEST_F(Context, TwoContextsShareNothing) {
  Open(Options());
  memguard_context* other = nullptr;
  memguard_options options = Options();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  EXPECT_NE(inside_id(context_), inside_id(other));
  size_t size = 0;
  const void *mine = inside_settings(context_, &size), *others = inside_settings(other, &size);
  EXPECT_NE(0, memcmp(mine, others, 16)) << "the canary keys";
  uint64_t epoch = inside_epoch(context_);
  memguard_purge(other);
  EXPECT_TRUE(inside_epoch_holds(context_, epoch));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST_F(Context, PurgeMovesTheEpochAndEndsCalm) {
  Open(Options());
  uint64_t before = inside_epoch(context_);
  EXPECT_TRUE(inside_epoch_is_calm(before));
  memguard_purge(context_);
  uint64_t after = inside_epoch(context_);
  EXPECT_TRUE(inside_epoch_is_calm(after));
  EXPECT_NE(before, after);
  EXPECT_FALSE(inside_epoch_holds(context_, before));
}

TEST(Canary, CoversAnyRangeAndFindsAnyByte) {
  memguard_options options = Options();
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context));
  alignas(16) unsigned char area[64];
  for (size_t from = 0; from < 20; from++) {
    for (size_t to = from; to <= 40; to++) {
      memset(area, 0, sizeof area);
      inside_canary_write(context, area + from, area + to);
      EXPECT_TRUE(inside_canary_check(context, area + from, area + to));
      EXPECT_EQ(0, from > 0 ? area[from - 1] : 0);
      EXPECT_EQ(0, area[to]);
      for (size_t at = from; at < to; at++) {
        area[at] ^= 0x40;
        EXPECT_FALSE(inside_canary_check(context, area + from, area + to));
        area[at] ^= 0x40;
      }
    }
  }
  EXPECT_NE(inside_canary_at(context, 4096), inside_canary_at(context, 4104));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST(Status, EveryNumberHasItsName) {
  EXPECT_STREQ("MEMGUARD_OK", memguard_status_name(MEMGUARD_OK));
  EXPECT_STREQ("MEMGUARD_ERR_SYSTEM", memguard_status_name(MEMGUARD_ERR_SYSTEM));
  EXPECT_STREQ("MEMGUARD_ERR_EXPIRED", memguard_status_name(MEMGUARD_ERR_EXPIRED));
  EXPECT_STREQ("MEMGUARD_ERR_CALLBACK", memguard_status_name(MEMGUARD_ERR_CALLBACK));
  for (int number : {-1, 8, 15, 27, 1000})
    EXPECT_STREQ("MEMGUARD_ERR_?", memguard_status_name(static_cast<memguard_status>(number)));
  EXPECT_STREQ(memcall_version(), memguard_version());
}

TEST(Status, EveryFailureHasASentenceWithoutAddresses) {
  for (int number = MEMGUARD_ERR_EXPIRED; number <= MEMGUARD_ERR_CALLBACK; number++) {
    EXPECT_EQ(number, inside_report_error(static_cast<memguard_status>(number)));
    EXPECT_GT(strlen(memcall_last_error()->text), 10u);
    EXPECT_EQ(nullptr, strstr(memcall_last_error()->text, "0x"));
  }
}

}  // namespace
