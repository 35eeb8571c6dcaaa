// Any sequence of calls against a string.
#include <random>

#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Giver;
using stream_test::Secret;
using stream_test::Taker;

class ModelTest : public stream_test::StreamTest, public ::testing::WithParamInterface<size_t> {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    Make(GetParam());
    random_.seed(static_cast<unsigned>(GetParam()));
  }

  size_t Any(size_t most) { return random_() % (most + 1); }

  // The front of the model; END when there is none.
  std::string Front(size_t size, bool takes) {
    if (model_.empty() && size != 0) return "MEMGUARD_ERR_END";
    std::string front = model_.substr(0, size);
    if (takes) model_.erase(0, size);
    return front;
  }

  void Write() {
    std::string bytes = Secret(Any(3 * GetParam()), static_cast<unsigned>(random_()));
    Put(bytes);
    model_ += bytes;
  }

  void Fill() {
    Giver giver;
    giver.text = Secret(Any(3 * GetParam()), static_cast<unsigned>(random_()));
    giver.piece = 1 + Any(GetParam());
    size_t limit = Any(3 * GetParam()), moved = 99;
    EXPECT_EQ(MEMGUARD_OK, memguard_stream_fill(stream_, giver.source(), limit, &moved));
    EXPECT_EQ(std::min(limit, giver.text.size()), moved);
    model_ += giver.text.substr(0, moved);
  }

  // Fails on some chunk, or on none.
  void Drain() {
    Taker taker;
    size_t moved = 99;
    taker.fails_on = static_cast<int>(Any(4));
    memguard_status status = memguard_stream_drain(stream_, taker.sink(), &moved);
    EXPECT_EQ(taker.text, model_.substr(0, moved));
    if (status == MEMGUARD_OK) {
      EXPECT_EQ(model_.size(), moved);
    }
    model_.erase(0, moved);
  }

  void Step() {
    size_t size = Any(2 * GetParam());
    switch (random_() % 8) {
      case 0:
      case 1:
        return Write();
      case 2:
        return Fill();
      case 3:
        return Drain();
      case 4:
        EXPECT_EQ(Front(size, false), Peek(size));
        return;
      case 5: {
        std::string next = Next();
        EXPECT_EQ(Front(model_.empty() ? 1 : next.size(), true), next);
        return;
      }
      case 6:
        if (random_() % 8 == 0) {
          EXPECT_EQ(Front(SIZE_MAX, true), All());
          return;
        }
        [[fallthrough]];
      default:
        EXPECT_EQ(Front(size, true), Take(size));
    }
  }

  std::mt19937 random_;
  std::string model_;
};

TEST_P(ModelTest, BehavesLikeAString) {
  for (int i = 0; i < 2000 && !HasFailure(); i++) {
    Step();
    ASSERT_EQ(model_.size(), Size()) << "step " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(ChunkSizes, ModelTest, ::testing::Values(1, 2, 16, 100, 4096, 5000));

}  // namespace
