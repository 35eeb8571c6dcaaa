// What happens to the parent's pages in a child, told by the fake system's tables.
#include "tests/memguard/buffer/fake_fixture.h"

namespace buffer_test {
namespace {

class Forked : public OnFake, public ::testing::WithParamInterface<memguard_fork_action> {
 protected:
  void SetUp() override {
    OnFake::SetUp();
    memguard_options options = memguard_options_default();
    options.fork_action = GetParam();
    options.fork = GetParam() == MEMGUARD_FORK_DEFAULT ? MEMGUARD_OFF : MEMGUARD_REQUIRE;
    Open(options);
    memguard_buffer_destroy(New(1));
    Remember();
  }

  // Whether an operation since the last plan had to do with these pages.
  static bool Touched(const void* pages, size_t size) {
    const char *from = static_cast<const char*>(pages), *to = from + size;
    fake_os_entry entry = {};
    for (size_t i = 0; i < fake_os_operations() && fake_os_log(i, &entry); i++) {
      const char* first = static_cast<const char*>(entry.address);
      if (first < to && from < first + entry.size) return true;
    }
    return false;
  }
};

TEST_P(Forked, DestroyGivesBackWhatIsTheChildsAndNoMore) {
  for (memguard_protection protection : kProtections) {
    memguard_buffer* buffer = NewSecret(protection);
    size_t size = 0;
    unsigned char* pages = inside_pages(buffer, &size);
    fake_os_fork_child();
    size_t live = fake_os_used().live;
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(buffer));
    EXPECT_EQ(0u, Copies());
    EXPECT_EQ(0u, Charged());
    fake_os_plan({});
    memguard_purge(context_);
    memguard_buffer_destroy(buffer);
    bool absent = GetParam() == MEMGUARD_FORK_EXCLUDE;
    EXPECT_EQ(!absent, Touched(pages, size)) << "what is not there is left alone";
    EXPECT_EQ(live - !absent, fake_os_used().live);
    EXPECT_EQ(0u, inside_live(context_));
    Remember();  // the absent mapping is no mapping of the child's
  }
}

TEST_P(Forked, TheChildsOwnBuffersAreLockedAndCharged) {
  memguard_buffer* theirs = NewSecret(MEMGUARD_READ_ONLY);
  fake_os_fork_child();
  memguard_buffer* own = NewSecret(MEMGUARD_NO_ACCESS);
  EXPECT_EQ(Page(), Charged());
  memguard_buffer_destroy(theirs);
  EXPECT_EQ(Page(), Charged()) << "what the parent locked is not given back here";
  fake_os_page page = {};
  ASSERT_TRUE(fake_os_page_at(inside_bytes(own), &page));
  EXPECT_EQ(1u, page.locks);
  memguard_buffer_destroy(own);
  Remember();
}

// What the parent's buffers lacked says nothing about the child's.
TEST_P(Forked, ReportsCountTheChildsOwnBuffersOnly) {
  memguard_options options = memguard_options_relaxed();
  options.fork = MEMGUARD_OFF;
  Open(options);
  memguard_buffer* theirs = nullptr;
  memguard_report report = {};
  report.struct_size = sizeof report;
  fake_os_plan({1, "exclude_from_dumps", MEMCALL_ERR_DENIED, 1, false});
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 1, &theirs));
  fake_os_no_faults();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(0u, report.now.in_force & MEMCALL_NO_DUMP);
  fake_os_fork_child();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_NE(0u, report.now.in_force & MEMCALL_NO_DUMP);
  memguard_buffer_destroy(theirs);
  Remember();
}

// A call of another thread of the parent was inside, and is not here to let go.
TEST_P(Forked, NobodyWaitsForCallsOfTheParent) {
  memguard_buffer *begun = nullptr, *buffer = nullptr;
  unsigned char* bytes = nullptr;
  ASSERT_EQ(MEMGUARD_OK, inside_begin(context_, kSize, &begun, &bytes));
  memcpy(bytes, kSecret, kSize);
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_freeze(begun));
  EXPECT_EQ(0u, Copies());
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 1, &buffer));
  memguard_purge(context_);
  memguard_buffer_destroy(buffer);
  memguard_buffer_destroy(begun);
  EXPECT_EQ(0u, inside_live(context_));
  Remember();
}

std::string NameOf(const ::testing::TestParamInfo<memguard_fork_action>& info) {
  const char* const kNames[] = {"Inherited", "Wiped", "Excluded"};
  return kNames[info.param];
}

INSTANTIATE_TEST_SUITE_P(Actions, Forked,
                         ::testing::Values(MEMGUARD_FORK_DEFAULT, MEMGUARD_FORK_WIPE,
                                           MEMGUARD_FORK_EXCLUDE),
                         NameOf);

}  // namespace
}  // namespace buffer_test
