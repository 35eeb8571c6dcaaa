// What a forked child finds of its parent's buffers, on the real system.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <functional>

#include "memguard/process.h"
#include "tests/children/children.h"
#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/buffer/peek.h"

namespace buffer_test {
namespace {

using children::InChild;

const char kSecret[] = "parent's eyes only";

struct Way {
  memguard_fork_action action;
  memguard_protection protection;
  bool raw;
};

class Fork : public BufferTest, public ::testing::WithParamInterface<Way> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.fork_action = GetParam().action;
    options.fork = MEMGUARD_REQUIRE;
    Open(options);
    buffer_ = NewCopy(kSecret);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer_, GetParam().protection));
  }
  void TearDown() override {
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
    EXPECT_STREQ(kSecret, Content(buffer_).c_str()) << "the child's doings are its own";
    memguard_buffer_destroy(buffer_);
    BufferTest::TearDown();
  }
  void Child(const std::function<void()>& child) { InChild(child, GetParam().raw); }
  bool Excluded() const { return GetParam().action == MEMGUARD_FORK_EXCLUDE; }
  memguard_buffer* buffer_ = nullptr;
};

TEST_P(Fork, ContentStaysWithTheParent) {
  size_t size = 0;
  unsigned char* pages = inside_pages(buffer_, &size);
  // Before the fork: malloc in the child may map pages of its own where the excluded ones were.
  std::string bytes(size, '\0');
  Child([&] {
    EXPECT_EQ(!Excluded(), PeekInto(pages, &bytes[0], size)) << "nothing, or a page";
    EXPECT_TRUE(IsZero(bytes));
  });
}

TEST_P(Fork, EveryCallAnswersForked) {
  Child([this] {
    memguard_safeguards safeguards;
    char bytes[4] = "xyz";
    bool equal = true;
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(buffer_));
    EXPECT_EQ(0u, memguard_buffer_size(buffer_));
    EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(buffer_));
    EXPECT_EQ(nullptr, memguard_buffer_data(buffer_));
    EXPECT_EQ(nullptr, memguard_buffer_mutable_data(buffer_));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_melt(buffer_));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_safeguards(buffer_, &safeguards));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_verify(buffer_));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_write(buffer_, 0, bytes, 3));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_write_copy(buffer_, 0, bytes, 3));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_read(buffer_, 0, bytes, 3));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_scramble(buffer_));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_wipe(buffer_));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_resize(buffer_, 3));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_equal(buffer_, bytes, 3, &equal));
    EXPECT_EQ(MEMGUARD_ERR_FORKED, inside_consume(buffer_, nullptr, nullptr));
    EXPECT_STREQ("xyz", bytes);
  });
}

TEST_P(Fork, DestroyIsHarmlessAndTheContextGoesOn) {
  Child([this] {
    memguard_buffer_destroy(buffer_);
    EXPECT_EQ(0u, inside_live(context_));
    memguard_buffer* own = NewCopy("child's");
    EXPECT_EQ("child's", Content(own));
    memguard_purge(context_);
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(own));
    memguard_buffer_destroy(own);
    EXPECT_EQ(0u, Charged());
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  });
}

TEST_P(Fork, TheFirstCallMayBeDestroyPurgeOrWipe) {
  Child([this] {
    memguard_purge(context_);
    memguard_emergency_wipe();
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(buffer_));
  });
  Child([this] {
    memguard_emergency_wipe();  // in a child that has not entered the library yet
    memguard_buffer_destroy(buffer_);
  });
}

// Where the parent's pages are excluded, the addresses are free for anybody in the child.
TEST_P(Fork, WhateverStandsAtTheAddressesIsLeftAlone) {
  if (!Excluded()) GTEST_SKIP() << "the pages are the child's own";
  Child([this] {
    size_t size = 0;
    unsigned char* pages = inside_pages(buffer_, &size);
    void* mapped = mmap(pages, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    ASSERT_EQ(pages, mapped);
    memset(mapped, 0x77, size);
    memguard_emergency_wipe();
    EXPECT_EQ(0x77, pages[size - 1]);
    memguard_purge(context_);
    memguard_emergency_wipe();
    memguard_buffer_destroy(buffer_);
    EXPECT_EQ(std::string(size, 0x77), Peek(pages, size));
  });
}

// Its own buffers are wiped, whatever their action and although they were not made by the parent.
TEST_P(Fork, TheChildsOwnBuffersAreWipedInAnEmergency) {
  Child([this] {
    memguard_buffer* own = NewCopy("child's");
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(own, GetParam().protection));
    memguard_emergency_wipe();
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(own));
    EXPECT_TRUE(IsZero(Peek(inside_bytes(own), 7)));
    memguard_buffer_destroy(own);
  });
}

TEST_P(Fork, AGrandchildIsNoBetterOff) {
  Child([this] {
    memguard_buffer* own = NewCopy("child's");
    Child([this, own] {
      EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(buffer_));
      EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(own));
      memguard_buffer_destroy(own);
      memguard_buffer_destroy(buffer_);
    });
    EXPECT_EQ("child's", Content(own));
  });
}

std::vector<Way> Ways() {
  std::vector<Way> ways;
  for (memguard_fork_action action : {MEMGUARD_FORK_WIPE, MEMGUARD_FORK_EXCLUDE})
    for (memguard_protection protection :
         {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE})
      for (bool raw : {false, true}) ways.push_back({action, protection, raw});
  return ways;
}

std::string NameOf(const ::testing::TestParamInfo<Way>& info) {
  const char* const kAccess[] = {"", "Hidden", "Frozen", "Writable"};
  return std::string(info.param.action == MEMGUARD_FORK_WIPE ? "Wiped" : "Excluded") +
         kAccess[info.param.protection] + (info.param.raw ? "RawClone" : "Fork");
}

INSTANTIATE_TEST_SUITE_P(Ways, Fork, ::testing::ValuesIn(Ways()), NameOf);

class Inherit : public BufferTest {};

// Where no fork action is in force a child inherits a copy, until it enters the library.
TEST_F(Inherit, TheCopyGoesWithTheFirstCall) {
  memguard_options options = memguard_options_relaxed();
  options.fork = MEMGUARD_OFF;
  Open(options);
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    memguard_buffer* buffer = NewCopy(kSecret);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    InChild([&] {
      EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(buffer));
      EXPECT_TRUE(IsZero(Peek(inside_bytes(buffer), sizeof kSecret - 1)));
      memguard_buffer_destroy(buffer);
    });
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
    memguard_buffer_destroy(buffer);
  }
}

}  // namespace
}  // namespace buffer_test
