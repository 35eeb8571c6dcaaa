/* channels_test.cc: every channel against every storage. What a class promises is closed, plain
   malloc leaks, and what is readable by its nature is read: an attack that found nothing there
   would be a weak one. What cannot be tried here is skipped, with the reason. */
#include <gtest/gtest.h>
#include <signal.h>

#include <string>
#include <tuple>

#include "memguard/memguard.h"
#include "tests/secmem/program.h"
#include "tools/secmem/attack/attack.h"

namespace {

using Pair = std::tuple<int, int>;

class ChannelsTest : public testing::TestWithParam<Pair> {
 protected:
  static void SetUpTestSuite() {
    const memguard_options options = memguard_options_relaxed();
    signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK) << memcall_last_error()->text;
    secret_ = static_cast<unsigned char *>(memguard_malloc(context_, kLength));
    ASSERT_NE(secret_, nullptr);
    ASSERT_EQ(memguard_scramble(secret_, kLength), MEMGUARD_OK);
    program_ = SecmemPath();
    attack_options attack = {};
    attack.context = context_;
    attack.secret = secret_;
    attack.length = kLength;
    attack.executable = program_.c_str();
    char why[256] = "";
    ASSERT_TRUE(attack_open(&attack, &session_, why, sizeof why)) << why;
  }

  static void TearDownTestSuite() {
    attack_close(session_);
    memguard_free(context_, secret_);
    EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK) << "the engine left memory behind";
  }

  static constexpr size_t kLength = 32;
  static memguard_context *context_;
  static unsigned char *secret_;
  static attack_session *session_;
  static std::string program_;
};

memguard_context *ChannelsTest::context_ = nullptr;
unsigned char *ChannelsTest::secret_ = nullptr;
attack_session *ChannelsTest::session_ = nullptr;
std::string ChannelsTest::program_;

/* The table of promises once more, by hand: + promised, - not. The order is attack.h's. */
const char *const kPromised[ATTACK_STORAGES] = {
    "----------", /* malloc */
    "++---+-+++", /* heap slot */
    "++---+-+++", /* buffer */
    "++-+-+-+++", /* hidden buffer */
    "++++++++++", /* enclave */
    "++++++++++", /* stream */
    "++++++++++", /* sealed secret */
    "++-+-+-+++", /* protected secret */
    "++---+-+++", /* guarded secret */
    "----------", /* libsodium */
    "----------", /* OpenSSL */
    "----------", /* libgcrypt */
};

void ExpectControl(const attack_cell &cell) {
  EXPECT_TRUE(attack_control_holds(&cell)) << "the attack is broken: " << cell.detail;
  /* The C library's bookkeeping stands right before what malloc gives, and its free looks at it. */
  if (cell.channel == ATTACK_UNDERFLOW) return;
  EXPECT_EQ(cell.result, ATTACK_LEAKED) << cell.detail;
}

TEST_P(ChannelsTest, AsPromised) {
  auto storage = static_cast<attack_storage>(std::get<0>(GetParam()));
  auto channel = static_cast<attack_channel>(std::get<1>(GetParam()));
  attack_cell cell = attack_try(session_, storage, channel);
  RecordProperty("detail", cell.detail);
  EXPECT_EQ(cell.promised, kPromised[storage][channel] == '+');
  if (cell.result == ATTACK_UNTESTED || cell.result == ATTACK_MISSING) GTEST_SKIP() << cell.detail;
  if (attack_is_peer(storage)) {
    SUCCEED() << "nothing is known of what it promises";
  } else if (storage == ATTACK_MALLOC) {
    ExpectControl(cell);
  } else if (cell.promised) {
    EXPECT_EQ(cell.result, ATTACK_CLOSED) << cell.detail;
  } else {
    EXPECT_EQ(cell.result, ATTACK_LEAKED) << cell.detail;
  }
}

std::string NameOf(const testing::TestParamInfo<Pair> &info) {
  std::string name,
      words =
          std::string(attack_storage_name(static_cast<attack_storage>(std::get<0>(info.param)))) +
          " " + attack_channel_name(static_cast<attack_channel>(std::get<1>(info.param)));
  for (char letter : words)
    if (isalnum(static_cast<unsigned char>(letter)) || letter == ' ')
      name.push_back(letter == ' ' ? '_' : letter);
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, ChannelsTest,
                         testing::Combine(testing::Range(0, static_cast<int>(ATTACK_STORAGES)),
                                          testing::Range(0, static_cast<int>(ATTACK_CHANNELS))),
                         NameOf);

}  // namespace
