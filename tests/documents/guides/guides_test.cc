// What the guides show does what they say.
#include "tests/documents/guides/guides.h"

#include <gtest/gtest.h>

#include <cstring>

namespace {

struct Seen {
  size_t length = 0;
  int sum = 0;
  int answer = 0;
};

int Look(const unsigned char* bytes, size_t length, void* user) {
  Seen* seen = static_cast<Seen*>(user);
  seen->length = length;
  for (size_t i = 0; i < length; i++) seen->sum += bytes[i];
  return seen->answer;
}

struct Key {
  unsigned char bytes[32];
  Key() { memset(bytes, 3, sizeof bytes); }
  bool wiped() const {
    for (unsigned char byte : bytes)
      if (byte != 0) return false;
    return true;
  }
};

TEST(Memcall, APageForAKeyIsLockedAndReadOnly) {
  memcall_region region = {};
  ASSERT_EQ(MEMCALL_OK, page_for_a_key(&region)) << memcall_last_error()->text;
  EXPECT_TRUE(region.in_force & MEMCALL_LOCKED);
  EXPECT_TRUE(region.in_force & MEMCALL_GUARDED);
  EXPECT_DEATH(region.data[0] = 1, "");
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_EQ(nullptr, region.data);
}

TEST(Memguard, SignOnceWipesTheKeyAndShowsItToTheCallback) {
  Key key;
  Seen seen;
  EXPECT_EQ(MEMGUARD_OK, sign_once(key.bytes, Look, &seen));
  EXPECT_EQ(32u, seen.length);
  EXPECT_EQ(96, seen.sum);
  EXPECT_TRUE(key.wiped());
}

TEST(Memguard, SignOncePassesTheCallbacksFailureOn) {
  Key key;
  Seen seen;
  seen.answer = 1;
  EXPECT_EQ(MEMGUARD_ERR_CALLBACK, sign_once(key.bytes, Look, &seen));
}

TEST(Memguard, ABufferAtRestCannotBeRead) {
  Key key;
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, read_only_at_rest(memguard_default_context(), key.bytes, &buffer));
  EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
  ASSERT_NE(nullptr, memguard_buffer_data(buffer));
  EXPECT_EQ(3, memguard_buffer_data(buffer)[31]);
  EXPECT_EQ(nullptr, memguard_buffer_mutable_data(buffer));
  memguard_buffer_destroy(buffer);
}

TEST(Memguard, AContextForAContainerSaysWhatItHas) {
  memguard_context* context = nullptr;
  ::testing::internal::CaptureStderr();
  ASSERT_EQ(MEMGUARD_OK, context_for_a_container(&context));
  EXPECT_NE(std::string::npos, ::testing::internal::GetCapturedStderr().find("lock"));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST(Securememory, AServiceAnswersUntilAPurge) {
  Key key;
  service service;
  ASSERT_EQ(SECUREMEMORY_OK, service_begin(&service, key.bytes, sizeof key.bytes));
  EXPECT_TRUE(key.wiped());
  Seen seen;
  EXPECT_EQ(SECUREMEMORY_OK, service_answer(&service, Look, &seen));
  EXPECT_EQ(96, seen.sum);
  securememory_purge_all();
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, service_answer(&service, Look, &seen));
  ::testing::internal::CaptureStderr();
  service_end(&service);
  EXPECT_EQ("", ::testing::internal::GetCapturedStderr());
  memguard_release_signals();
}

TEST(Securememory, AServiceThatDidNotBeginEnds) {
  service service;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, service_begin(&service, nullptr, 32));
  ::testing::internal::CaptureStderr();
  service_end(&service);
  EXPECT_EQ("", ::testing::internal::GetCapturedStderr());
}

TEST(Migration, BothGiveTheCallbackARandomKey) {
  for (auto* with : {with_sodium_before, with_openssl_before}) {
    Seen seen;
    seen.answer = 7;
    EXPECT_EQ(7, with(Look, &seen));
    EXPECT_EQ(32u, seen.length);
    EXPECT_NE(0, seen.sum);
  }
}

}  // namespace
