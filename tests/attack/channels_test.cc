/* channels_test.cc: every channel against every storage. What a class promises is closed, plain
   malloc leaks, and what is readable by its nature is read: an attack that found nothing there
   would be a weak one. What cannot be tried here is skipped, with the reason. */
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "tests/attack/session.h"

namespace {

using Pair = std::tuple<int, int>;

class ChannelsTest : public attack_test::Session, public testing::WithParamInterface<Pair> {};

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
