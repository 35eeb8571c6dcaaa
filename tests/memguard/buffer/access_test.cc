// Protection, bytes in place, safeguards and status.
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class Access : public BufferTest {};

TEST_F(Access, ProtectionsFollowEachOtherAndKeepTheContent) {
  memguard_buffer* buffer = NewCopy("content");
  const memguard_protection kAll[] = {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE};
  for (memguard_protection from : kAll) {
    for (memguard_protection to : kAll) {
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, from));
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, to));
      EXPECT_EQ(to, memguard_buffer_protection(buffer));
      EXPECT_EQ(to != MEMGUARD_NO_ACCESS, memguard_buffer_data(buffer) != nullptr);
      EXPECT_EQ(to == MEMGUARD_READ_WRITE, memguard_buffer_mutable_data(buffer) != nullptr);
      if (to == MEMGUARD_NO_ACCESS) continue;
      EXPECT_EQ("content", Content(buffer));
    }
  }
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, FreezeMeltAndHideAreTheThreeValuesAndIdempotent) {
  memguard_buffer* buffer = New(8);
  for (int i = 0; i < 2; i++) {
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
    EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  }
  for (int i = 0; i < 2; i++) {
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer));
    EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(buffer));
  }
  for (int i = 0; i < 2; i++) {
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_melt(buffer));
    EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(buffer));
  }
  EXPECT_EQ(8u, memguard_buffer_size(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, OnlyTheThreeProtectionsAreTaken) {
  memguard_buffer* buffer = New(8);
  for (int bad : {-1, 0, 4, 6}) {
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_protect",
                      memguard_buffer_protect(buffer, static_cast<memguard_protection>(bad))));
  }
  EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, PointersStayTheSame) {
  memguard_buffer* buffer = New(100);
  const unsigned char* data = memguard_buffer_data(buffer);
  EXPECT_EQ(data, memguard_buffer_mutable_data(buffer));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
  EXPECT_EQ(data, memguard_buffer_data(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, APointerThatIsNotToBeHadIsRecorded) {
  memguard_buffer* buffer = NewCopy("x");
  EXPECT_EQ(nullptr, memguard_buffer_mutable_data(buffer));
  EXPECT_EQ(MEMGUARD_ERR_ACCESS, static_cast<int>(memcall_last_error()->status));
  EXPECT_STREQ("memguard_buffer_mutable_data", memcall_last_error()->operation);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer));
  EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
  EXPECT_STREQ("memguard_buffer_data", memcall_last_error()->operation);
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, NullIsInvalidEverywhere) {
  memguard_safeguards safeguards;
  char byte = 'x';
  bool equal = true;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_status(nullptr));
  EXPECT_EQ(0u, memguard_buffer_size(nullptr));
  EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(nullptr));
  EXPECT_EQ(nullptr, memguard_buffer_data(nullptr));
  EXPECT_EQ(nullptr, memguard_buffer_mutable_data(nullptr));
  const struct {
    const char* operation;
    memguard_status answered;
  } kCalls[] = {
      {"memguard_buffer_protect", memguard_buffer_freeze(nullptr)},
      {"memguard_buffer_safeguards", memguard_buffer_safeguards(nullptr, &safeguards)},
      {"memguard_buffer_verify", memguard_buffer_verify(nullptr)},
      {"memguard_buffer_write", memguard_buffer_write(nullptr, 0, &byte, 1)},
      {"memguard_buffer_write_copy", memguard_buffer_write_copy(nullptr, 0, &byte, 1)},
      {"memguard_buffer_read", memguard_buffer_read(nullptr, 0, &byte, 1)},
      {"memguard_buffer_scramble", memguard_buffer_scramble(nullptr)},
      {"memguard_buffer_wipe", memguard_buffer_wipe(nullptr)},
      {"memguard_buffer_equal", memguard_buffer_equal(nullptr, &byte, 1, &equal)},
      {"inside_consume", inside_consume(nullptr, nullptr, nullptr)},
  };
  for (const auto& call : kCalls) EXPECT_EQ(MEMGUARD_ERR_INVALID, call.answered) << call.operation;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_wipe", memguard_buffer_wipe(nullptr)));
  EXPECT_EQ('x', byte);
  EXPECT_FALSE(equal);
}

TEST_F(Access, SafeguardsTellWhatWasAskedAndWhatHolds) {
  memguard_buffer* buffer = New(1);
  memguard_safeguards safeguards = {};
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  EXPECT_EQ(
      MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE,
      safeguards.requested);
  EXPECT_EQ(0u, safeguards.in_force & ~safeguards.requested);
  EXPECT_NE(0u, safeguards.in_force & MEMCALL_GUARDED);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_safeguards",
                    memguard_buffer_safeguards(buffer, nullptr)));
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, TheContextsReportTellsWhatEveryBufferHas) {
  memguard_buffer* buffer = New(1);
  memguard_safeguards safeguards = {};
  memguard_report report = {};
  report.struct_size = sizeof report;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(safeguards.in_force, report.now.in_force);
  EXPECT_EQ(1u, report.live);
  EXPECT_EQ(Charged(), report.locked_bytes);
  memguard_buffer_destroy(buffer);
}

TEST_F(Access, WithoutGuardsAndLockThereAreNone) {
  memguard_options options = memguard_options_default();
  options.lock = options.guards = options.fork = options.no_dump = options.no_merge = MEMGUARD_OFF;
  Open(options);
  memguard_buffer* buffer = NewCopy("plain");
  memguard_safeguards safeguards = {1, 1};
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  EXPECT_EQ(0u, safeguards.requested);
  EXPECT_EQ(0u, safeguards.in_force);
  EXPECT_EQ("plain", Content(buffer));
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
