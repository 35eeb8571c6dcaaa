// What purge and emergency wipe do to buffers, one after the other and beside a call that is
// inside.
#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/buffer/peek.h"

namespace buffer_test {
namespace {

const char kSecret[] = "the launch code is 00000000";

class Purge : public BufferTest {
 protected:
  memguard_buffer* NewSecret(memguard_protection protection) {
    memguard_buffer* buffer = NewCopy(kSecret);
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }

  // Canary and content, whatever the pages' access.
  static bool ContentIsGone(const memguard_buffer* buffer) {
    size_t size = 0;
    unsigned char* pages = inside_pages(buffer, &size);
    std::string bytes = Peek(pages, size);
    return bytes.size() == size && IsZero(bytes);
  }
};

class PurgeAt : public Purge, public ::testing::WithParamInterface<memguard_protection> {};

TEST_P(PurgeAt, EndsContentAndLeavesTheHandle) {
  memguard_buffer* buffer = NewSecret(GetParam());
  memguard_purge(context_);
  EXPECT_TRUE(ContentIsGone(buffer));
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
  EXPECT_EQ(0u, memguard_buffer_size(buffer));
  EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(buffer));
  EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
  EXPECT_EQ(nullptr, memguard_buffer_mutable_data(buffer));
  EXPECT_EQ(1u, inside_live(context_));
  memguard_buffer_destroy(buffer);
}

TEST_P(PurgeAt, EveryCallAnswersExpiredAfterwards) {
  memguard_buffer* buffer = NewSecret(GetParam());
  memguard_safeguards safeguards = {1, 1};
  char bytes[4] = "xyz";
  bool equal = true;
  memguard_purge(context_);
  const memguard_status kAnswers[] = {
      memguard_buffer_freeze(buffer),
      memguard_buffer_melt(buffer),
      memguard_buffer_hide(buffer),
      memguard_buffer_safeguards(buffer, &safeguards),
      memguard_buffer_verify(buffer),
      memguard_buffer_write(buffer, 0, bytes, 3),
      memguard_buffer_write_copy(buffer, 0, bytes, 3),
      memguard_buffer_read(buffer, 0, bytes, 3),
      memguard_buffer_scramble(buffer),
      memguard_buffer_wipe(buffer),
      memguard_buffer_equal(buffer, bytes, 3, &equal),
      memguard_buffer_equal(buffer, nullptr, 0, &equal),
      memguard_buffer_resize(buffer, 3),
      inside_consume(buffer, nullptr, nullptr),
  };
  for (size_t i = 0; i < sizeof kAnswers / sizeof *kAnswers; i++)
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, kAnswers[i]) << i;
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_EXPIRED, "memguard_buffer_verify", memguard_buffer_verify(buffer)));
  EXPECT_STREQ("xyz", bytes);
  EXPECT_FALSE(equal);
  EXPECT_EQ(0u, safeguards.requested | safeguards.in_force);
  memguard_buffer_destroy(buffer);
}

TEST_P(PurgeAt, EmergencyWipeEndsContentAsWell) {
  memguard_buffer* buffer = NewSecret(GetParam());
  memguard_emergency_wipe();
  EXPECT_TRUE(ContentIsGone(buffer));
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
  EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
  memguard_purge(context_);
  memguard_emergency_wipe();
  EXPECT_TRUE(ContentIsGone(buffer));
  memguard_buffer_destroy(buffer);
}

INSTANTIATE_TEST_SUITE_P(Protections, PurgeAt,
                         ::testing::Values(MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                           MEMGUARD_READ_WRITE));

TEST_F(Purge, LeavesOtherContextsAlone) {
  memguard_options options = memguard_options_relaxed();
  memguard_context* other = nullptr;
  memguard_buffer *mine = NewCopy("mine"), *theirs = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(other, "theirs", 6, &theirs));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(mine));
  EXPECT_EQ("theirs", Content(theirs));
  memguard_purge_all();
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(theirs));
  memguard_buffer_destroy(mine);
  memguard_buffer_destroy(theirs);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST_F(Purge, ReachesManyAndTheContextGoesOn) {
  std::vector<memguard_buffer*> buffers;
  for (int i = 0; i < 150; i++)
    buffers.push_back(NewSecret(static_cast<memguard_protection>(1 + i % 3)));
  memguard_purge(context_);
  memguard_purge(context_);
  for (memguard_buffer* buffer : buffers) {
    EXPECT_TRUE(ContentIsGone(buffer));
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    memguard_buffer_destroy(buffer);
  }
  memguard_buffer* fresh = NewCopy("after");
  EXPECT_EQ("after", Content(fresh));
  memguard_buffer_destroy(fresh);
}

// --- Beside a call that is inside

class Beside : public Purge, public ::testing::WithParamInterface<bool> {
 protected:
  void Void() const { GetParam() ? memguard_purge(context_) : memguard_emergency_wipe(); }

  // Where emptying pages may change their access, a purge leaves them to the call that is inside.
  bool EmptiesAtOnce() const { return !GetParam() || inside_empties_held_pages(context_); }
};

// A constructor that a purge overlaps leaves nothing: its content would outlive the purge.
TEST_P(Beside, ConstructorsAnswerExpired) {
  memguard_buffer *begun = nullptr, *buffer = nullptr;
  unsigned char* bytes = nullptr;
  ASSERT_EQ(MEMGUARD_OK, inside_begin(context_, sizeof kSecret, &begun, &bytes));
  memcpy(bytes, kSecret, sizeof kSecret);
  Void();
  EXPECT_EQ(EmptiesAtOnce(), ContentIsGone(begun)) << "nobody waits for the constructor";
  memcpy(bytes, kSecret, sizeof kSecret);  // it may still be copying
  EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "inside_commit",
                    inside_commit(begun, MEMGUARD_READ_ONLY, &buffer)));
  EXPECT_EQ(nullptr, buffer);
  EXPECT_EQ(0u, inside_live(context_));
}

struct Overlapped {
  memguard_context* context;
  const memguard_buffer* buffer;
  bool purge;
  bool writable;  // then the call goes on writing after it was voided
  bool gone;
  memguard_status answer;
};

memguard_status VoidInside(const unsigned char* bytes, size_t size, void* user) {
  Overlapped* overlapped = static_cast<Overlapped*>(user);
  std::string before(reinterpret_cast<const char*>(bytes), size);
  EXPECT_EQ(std::string(kSecret), before);
  overlapped->purge ? memguard_purge(overlapped->context) : memguard_emergency_wipe();
  overlapped->gone = IsZero(bytes, size);  // still mapped and readable: no fault
  if (overlapped->writable) memcpy(const_cast<unsigned char*>(bytes), kSecret, size);
  EXPECT_TRUE(inside_is_held(overlapped->buffer));
  return overlapped->answer;
}

TEST_P(Beside, ConsumersGoOnWithZerosAndAnswerExpired) {
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    for (memguard_status answer : {MEMGUARD_OK, MEMGUARD_ERR_RANDOM}) {
      memguard_buffer* buffer = NewSecret(protection);
      Overlapped overlapped = {context_, buffer, GetParam(), protection == MEMGUARD_READ_WRITE,
                               false,    answer};
      EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "inside_consume",
                        inside_consume(buffer, VoidInside, &overlapped)));
      EXPECT_EQ(EmptiesAtOnce(), overlapped.gone);
      EXPECT_FALSE(inside_is_held(buffer));
      EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
      EXPECT_TRUE(ContentIsGone(buffer));
      memguard_buffer_destroy(buffer);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ways, Beside, ::testing::Bool());

}  // namespace
}  // namespace buffer_test
