// The fake system itself: what it says must be so, or the tests on it prove nothing.
#include "tests/fake_os/fake_os.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/host/host.h"

namespace {

const size_t kPage = memcall_backend_page_size();
const std::string kSecret = "a needle in a page";

class FakeOs : public testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    for (void *address : mapped_) (void)memcall_backend_unmap(address, size_);
    EXPECT_EQ(0u, fake_os_used().live);
    EXPECT_EQ(0u, fake_os_used().mapped_bytes);
    EXPECT_EQ(0u, fake_os_used().mappings);
    EXPECT_EQ(0u, fake_os_used().locked_bytes);
    fake_os_reset();
  }
  unsigned char *Map(size_t pages) {
    void *address = nullptr;
    size_ = pages * kPage;
    EXPECT_EQ(MEMCALL_OK, memcall_backend_map(size_, MEMCALL_READ_WRITE, &address).status);
    mapped_.push_back(address);
    return static_cast<unsigned char *>(address);
  }
  std::vector<void *> mapped_;
  size_t size_ = 0;
};

fake_os_page At(const void *address) {
  fake_os_page page = {};
  EXPECT_TRUE(fake_os_page_at(address, &page));
  return page;
}

TEST_F(FakeOs, FindsBytesWhereverTheyAreReadable) {
  unsigned char *pages = Map(3);
  std::memcpy(pages + kPage - 5, kSecret.data(), kSecret.size()); /* over the edge of a page */
  EXPECT_EQ(1u, fake_os_find(kSecret.data(), kSecret.size(), false));
  (void)memcall_backend_protect(pages, kPage, MEMCALL_NO_ACCESS);
  EXPECT_EQ(0u, fake_os_find(kSecret.data(), kSecret.size(), false));
  EXPECT_EQ(1u, fake_os_find(kSecret.data(), kSecret.size(), true));
  std::memset(pages, 0, 3 * kPage);
}

TEST_F(FakeOs, MemoryGivenBackUnwipedIsAnOffenceAndStaysReadable) {
  unsigned char *page = Map(1);
  std::memcpy(page, kSecret.data(), kSecret.size());
  EXPECT_EQ(MEMCALL_OK, memcall_backend_unmap(page, kPage).status);
  mapped_.clear();
  EXPECT_EQ(1u, fake_os_offences());
  EXPECT_STREQ("unmapped without having been wiped", fake_os_last_offence());
  EXPECT_EQ(1u, fake_os_find(kSecret.data(), kSecret.size(), false));
  fake_os_reset();
  EXPECT_EQ(0u, fake_os_offences());
  EXPECT_EQ(0u, fake_os_find(kSecret.data(), kSecret.size(), true));
}

TEST_F(FakeOs, UnmapsWholeMappingsOnly) {
  unsigned char *pages = Map(2);
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_backend_unmap(pages, kPage).status);
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_backend_unmap(pages + kPage, kPage).status);
  EXPECT_EQ(1u, fake_os_used().live);
}

TEST_F(FakeOs, LocksUpToTheLimitAndLeavesNothingBehindThere) {
  unsigned char *pages = Map(3);
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 2 * kPage;
  fake_os_set_limits(limits);
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, memcall_backend_lock(pages, 3 * kPage).status);
  EXPECT_EQ(0u, At(pages).locks);
  EXPECT_EQ(MEMCALL_OK, memcall_backend_lock(pages, 2 * kPage).status);
  EXPECT_EQ(MEMCALL_OK, memcall_backend_lock(pages, kPage).status)
      << "locked pages are not charged again";
  EXPECT_EQ(2 * kPage, fake_os_used().locked_bytes);
}

TEST_F(FakeOs, NestsLocksWhereThatIsWorn) {
  unsigned char *page = Map(1);
  fake_os_wear(MEMCALL_TRAIT_LOCK_NESTS);
  for (int i = 0; i < 2; i++) EXPECT_EQ(MEMCALL_OK, memcall_backend_lock(page, kPage).status);
  EXPECT_EQ(MEMCALL_OK, memcall_backend_unlock(page, kPage).status);
  EXPECT_EQ(kPage, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_backend_unlock(page, kPage).status);
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
}

TEST_F(FakeOs, FailsAsPlannedByNumberAndByName) {
  unsigned char *page = Map(1);
  fake_os_plan({2, "lock", MEMCALL_ERR_DENIED, 77, false});
  EXPECT_EQ(MEMCALL_OK, memcall_backend_lock(page, kPage).status);
  EXPECT_EQ(MEMCALL_OK, memcall_backend_unlock(page, kPage).status);
  EXPECT_FALSE(fake_os_fault_happened());
  memcall_answer answer = memcall_backend_lock(page, kPage);
  EXPECT_EQ(MEMCALL_ERR_DENIED, answer.status);
  EXPECT_EQ(77, answer.os_code);
  EXPECT_STREQ("lock", answer.operation);
  EXPECT_TRUE(fake_os_fault_happened());
  EXPECT_EQ(MEMCALL_OK, memcall_backend_lock(page, kPage).status);
  EXPECT_EQ(4u, fake_os_operations());
  EXPECT_EQ(3u, fake_os_operations_named("lock"));
  fake_os_plan({1, nullptr, MEMCALL_ERR_SYSTEM, 1, true});
  for (int i = 0; i < 3; i++)
    EXPECT_EQ(MEMCALL_ERR_SYSTEM, memcall_backend_unlock(page, kPage).status);
  fake_os_no_faults();
}

TEST_F(FakeOs, LogsWhatWasDone) {
  unsigned char *page = Map(1);
  (void)memcall_backend_protect(page, kPage, MEMCALL_READ_ONLY);
  fake_os_entry entry;
  ASSERT_TRUE(fake_os_log(0, &entry));
  EXPECT_STREQ("protect", entry.operation);
  EXPECT_EQ(page, entry.address);
  EXPECT_EQ(kPage, entry.size);
  EXPECT_FALSE(fake_os_log(2, &entry));
}

TEST_F(FakeOs, AChildFindsWhatTheActionSays) {
  unsigned char *wiped = Map(1), *absent = Map(1), *copied = Map(1);
  for (unsigned char *page : {wiped, absent, copied}) {
    page[0] = 9;
    EXPECT_EQ(MEMCALL_OK, memcall_backend_lock(page, kPage).status);
  }
  (void)memcall_backend_fork_wipe(wiped, kPage);
  (void)memcall_backend_fork_exclude(absent, kPage);
  const uint64_t parent = memcall_host_process();
  fake_os_fork_child();
  EXPECT_NE(parent, memcall_host_process());
  EXPECT_EQ(0, wiped[0]);
  EXPECT_TRUE(fake_os_accessible(wiped, 1, true));
  EXPECT_FALSE(fake_os_accessible(absent, 1, false));
  EXPECT_EQ(9, copied[0]);
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
  copied[0] = 0;
}

TEST_F(FakeOs, AChildLosesMarkersInWipedMemory) {
  unsigned char *pages = Map(2);
  (void)memcall_backend_fork_wipe(pages, 2 * kPage);
  ASSERT_EQ(MEMCALL_OK, memcall_backend_guard(pages, kPage).status);
  EXPECT_FALSE(fake_os_accessible(pages, 1, false));
  fake_os_fork_child();
  EXPECT_TRUE(fake_os_accessible(pages, 1, false));
}

TEST_F(FakeOs, RandomnessRepeatsFromItsSeed) {
  unsigned char one[16], two[16];
  for (unsigned char *bytes : {one, two}) {
    fake_os_seed(5);
    EXPECT_EQ(MEMCALL_OK, memcall_backend_random(bytes, 16).status);
  }
  EXPECT_EQ(0, std::memcmp(one, two, 16));
}

TEST_F(FakeOs, SourcesGiveTheirBytesInChunksAndEnd) {
  const intptr_t source = fake_os_source("abcdefgh", 8, 3);
  std::string all;
  char bytes[16];
  size_t got = 1;
  while (got != 0) {
    ASSERT_EQ(MEMCALL_OK, memcall_host_read(source, bytes, sizeof bytes, &got).status);
    EXPECT_LE(got, 3u);
    all.append(bytes, got);
  }
  EXPECT_EQ("abcdefgh", all);
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_host_read(source + 1, bytes, 1, &got).status);
}

TEST_F(FakeOs, KeepsComplaintsAndTime) {
  memcall_host_complain("a complaint\n");
  EXPECT_STREQ("a complaint\n", fake_os_complaints());
  const uint64_t before = memcall_host_clock_ms();
  fake_os_advance_clock(60000);
  EXPECT_GE(memcall_host_clock_ms(), before + 60000);
}

TEST_F(FakeOs, ManyThreadsAtOnce) {
  std::thread threads[4];
  for (std::thread &thread : threads)
    thread = std::thread([] {
      for (int i = 0; i < 300; i++) {
        void *address = nullptr;
        ASSERT_EQ(MEMCALL_OK, memcall_backend_map(2 * kPage, MEMCALL_READ_WRITE, &address).status);
        ASSERT_EQ(MEMCALL_OK, memcall_backend_lock(address, kPage).status);
        ASSERT_EQ(MEMCALL_OK, memcall_backend_unmap(address, 2 * kPage).status);
      }
    });
  for (std::thread &thread : threads) thread.join();
}

}  // namespace
