// The last failure: names, one per thread, kept by success, without an address.
#include <set>
#include <thread>

#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

TEST(Error, StatusesHaveTheirNames) {
  EXPECT_STREQ("MEMCALL_OK", memcall_status_name(MEMCALL_OK));
  EXPECT_STREQ("MEMCALL_ERR_INVALID", memcall_status_name(MEMCALL_ERR_INVALID));
  EXPECT_STREQ("MEMCALL_ERR_LOCK_LIMIT", memcall_status_name(MEMCALL_ERR_LOCK_LIMIT));
  std::set<std::string> names;
  for (int i = 0; i <= 7; i++) names.insert(memcall_status_name(static_cast<memcall_status>(i)));
  EXPECT_EQ(8u, names.size());
  for (int number : {8, 16, 32, 255})
    EXPECT_STREQ("MEMCALL_ERR_?", memcall_status_name(static_cast<memcall_status>(number)));
}

TEST(Error, VersionIsThreeNumbers) {
  int major, minor, patch, end = 0;
  const char *version = memcall_version();
  ASSERT_EQ(3, std::sscanf(version, "%d.%d.%d%n", &major, &minor, &patch, &end));
  EXPECT_EQ(std::strlen(version), static_cast<size_t>(end));
}

memcall_status Fail() {
  memcall_region region;
  return memcall_alloc(0, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region);
}

TEST(Error, AThreadWithoutFailureHasNone) {
  EXPECT_FAILS(MEMCALL_ERR_INVALID, Fail());
  std::thread([] {
    const memcall_error *error = memcall_last_error();
    EXPECT_EQ(MEMCALL_OK, error->status);
    EXPECT_NE(nullptr, error->operation);
    EXPECT_NE(nullptr, error->text);
    EXPECT_EQ(MEMCALL_ERR_OVERFLOW, [] {
      memcall_region region;
      return memcall_alloc(SIZE_MAX, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region);
    }());
    EXPECT_EQ(MEMCALL_ERR_OVERFLOW, memcall_last_error()->status);
  }).join();
  ExpectToldAs(MEMCALL_ERR_INVALID);
}

TEST(Error, SuccessLeavesItAlone) {
  EXPECT_FAILS(MEMCALL_ERR_INVALID, Fail());
  const std::string text = memcall_last_error()->text;
  {
    Region region(100, MEMCALL_REGULAR);
  }
  EXPECT_EQ(text, memcall_last_error()->text);
  ExpectToldAs(MEMCALL_ERR_INVALID);
}

std::string Hex(uintptr_t number) {
  char text[32];
  std::snprintf(text, sizeof text, "%llx", static_cast<unsigned long long>(number));
  return text;
}

/* Neither form of the address of anything that failed stands in the text. */
void ExpectNoAddress(const void *address) {
  const std::string text = memcall_last_error()->text;
  const uintptr_t number = reinterpret_cast<uintptr_t>(address);
  EXPECT_EQ(std::string::npos, text.find(Hex(number))) << text;
  EXPECT_EQ(std::string::npos, text.find(std::to_string(number))) << text;
}

TEST(Error, NoTextNamesAnAddress) {
  Region region(1, MEMCALL_REGULAR);
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_lock(region.data() + 1, 1));
  ExpectNoAddress(region.data() + 1);
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_protect(region.data(), 0, MEMCALL_READ_ONLY));
  ExpectNoAddress(region.data());
  memcall_region gone;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &gone));
  memcall_region copy = gone;
  ASSERT_EQ(MEMCALL_OK, memcall_free(&gone));
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_free(&copy));
  ExpectNoAddress(copy.data);
}

TEST(Error, ManyThreadsFailAndSucceedSideBySide) {
  std::thread threads[4];
  for (std::thread &thread : threads)
    thread = std::thread([] {
      for (int i = 0; i < 200; i++) {
        Region region(1, MEMCALL_REGULAR);
        EXPECT_EQ(MEMCALL_OK, region.status);
        EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_protect(region.data() + 1, 1, MEMCALL_READ_ONLY));
      }
    });
  for (std::thread &thread : threads) thread.join();
}

}  // namespace
}  // namespace conformance
