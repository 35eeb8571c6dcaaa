// The canary below the data, and what finding it broken does.
#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

struct Seen {
  int calls = 0;
  memguard_violation what = {};
  memguard_context* purged = nullptr;  // a context that the handler purges
};

void Note(const memguard_violation* what, void* user) {
  Seen* seen = static_cast<Seen*>(user);
  seen->calls++;
  seen->what = *what;
  memguard_purge(seen->purged);
}

class BufferCanary : public BufferTest {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.on_violation = Note;
    options.on_violation_user = &seen_;
    Open(options);
  }
  // What a violation leaves behind stays charged.
  void TearDown() override {
    EXPECT_EQ(0u, inside_live(context_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  Seen seen_;
};

TEST_F(BufferCanary, VerifySeesEveryByteBelowTheDataWithoutTheHandler) {
  for (size_t size : {size_t{1}, size_t{2}, size_t{7}, size_t{32}, Page() - 1, Page() + 5}) {
    memguard_buffer* buffer = New(size);
    size_t pages = 0;
    unsigned char *first = inside_pages(buffer, &pages), *data = inside_bytes(buffer);
    for (unsigned char* byte = first; byte < data; byte++) {
      *byte ^= 0x10;
      ASSERT_TRUE(
          Fails(MEMGUARD_ERR_CORRUPT, "memguard_buffer_verify", memguard_buffer_verify(buffer)));
      *byte ^= 0x10;
    }
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
    memguard_buffer_destroy(buffer);
  }
  EXPECT_EQ(0, seen_.calls);
}

TEST_F(BufferCanary, TwoBuffersDoNotShareOne) {
  memguard_buffer *one = New(32), *two = New(32);
  size_t size = 0;
  unsigned char *first = inside_pages(one, &size), *second = inside_pages(two, &size);
  EXPECT_NE(0, memcmp(first, second, size - 32)) << "it depends on the address";
  EXPECT_NE(0, memcmp(first, first + 8, 8)) << "and is no repeated word";
  memguard_buffer_destroy(one);
  memguard_buffer_destroy(two);
}

TEST_F(BufferCanary, WholePagesHaveNone) {
  memguard_buffer* buffer = New(Page());
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer));
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(0, seen_.calls);
}

class CanaryAt : public BufferCanary, public ::testing::WithParamInterface<memguard_protection> {};

TEST_P(CanaryAt, DestroyTellsTheHandlerAfterWiping) {
  memguard_buffer *broken = New(32), *other = NewCopy("other");
  memguard_buffer_mutable_data(broken)[-1] ^= 1;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(broken, GetParam()));
  memguard_buffer_destroy(broken);
  EXPECT_EQ(1, seen_.calls);
  EXPECT_EQ(MEMGUARD_VIOLATION_UNDERFLOW, seen_.what.kind);
  EXPECT_STREQ("memguard_buffer_destroy", seen_.what.function);
  EXPECT_EQ(32u, seen_.what.object_size);
  EXPECT_EQ(MEMGUARD_ERR_CORRUPT, static_cast<int>(memcall_last_error()->status));
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(other)) << "the whole context was wiped";
  EXPECT_EQ(1u, inside_live(context_));
  memguard_buffer_destroy(other);
  EXPECT_EQ(1, seen_.calls) << "its canary was wiped too, which is no violation";
}

// What wrote below the data may write again: the mapping is never handed out again.
TEST_P(CanaryAt, TheMappingIsNeverUsedAgain) {
  memguard_buffer* broken = New(32);
  size_t pages = 0;
  unsigned char* place = inside_pages(broken, &pages);
  place[0] ^= 0x80;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(broken, GetParam()));
  memguard_buffer_destroy(broken);
  for (int i = 0; i < 20; i++) {
    memguard_buffer* buffer = New(32);
    EXPECT_NE(place, inside_pages(buffer, &pages));
    memguard_buffer_destroy(buffer);
  }
}

// A handler may call the library: nothing that it needs is held.
TEST_P(CanaryAt, TheHandlerMayPurge) {
  memguard_buffer* broken = New(32);
  memguard_buffer_mutable_data(broken)[-1] ^= 1;
  seen_.purged = context_;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(broken, GetParam()));
  memguard_buffer_destroy(broken);
  EXPECT_EQ(1, seen_.calls);
}

TEST_P(CanaryAt, AWholeOneIsSilent) {
  memguard_buffer* buffer = New(32);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, GetParam()));
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(0, seen_.calls);
  EXPECT_EQ(0u, Charged());
}

INSTANTIATE_TEST_SUITE_P(Protections, CanaryAt,
                         ::testing::Values(MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                           MEMGUARD_READ_WRITE));

// The canary of a purged buffer is zero: that is no corruption (there is nothing to protect).
TEST_F(BufferCanary, PurgedBuffersAreNotChecked) {
  for (auto act : {memguard_purge_all, memguard_emergency_wipe}) {
    memguard_buffer* buffer = New(32);
    act();
    memguard_buffer_destroy(buffer);
  }
  EXPECT_EQ(0, seen_.calls);
}

}  // namespace
}  // namespace buffer_test
