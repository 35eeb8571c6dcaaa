// What a factory counts, logs and remembers of its secrets.
#include <atomic>
#include <numeric>
#include <thread>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

class Metrics : public OfEveryKind {};
FOR_EVERY_KIND(Metrics);

TEST_P(Metrics, CountMadeOpenedAndEnded) {
  std::vector<securememory_secret*> secrets;
  for (int i = 0; i < 20; i++) secrets.push_back(Copy(Pattern(16)));
  for (securememory_secret* secret : secrets) EXPECT_EQ(16u, Content(secret).size());
  securememory_metrics metrics = World::Metrics();
  EXPECT_EQ(20u, metrics.created);
  EXPECT_EQ(20u, metrics.in_use);
  EXPECT_EQ(20u, metrics.peak);
  EXPECT_EQ(20u, metrics.opens);
  EXPECT_EQ(0u, metrics.failures);
  for (size_t i = 0; i < 10; i++)
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secrets[i], 0));
  EXPECT_EQ(10u, World::Metrics().in_use);
  for (securememory_secret* secret : secrets) securememory_secret_destroy(secret);
  securememory_secret_destroy(Copy(Pattern(1)));
  metrics = World::Metrics();
  EXPECT_EQ(21u, metrics.created);
  EXPECT_EQ(0u, metrics.in_use);
  EXPECT_EQ(20u, metrics.peak);
}

// Every eighth, from the first on.
TEST_P(Metrics, HistogramGrowsToAllTimedOpens) {
  securememory_secret* secret = Copy(Pattern(16));
  for (int i = 0; i < 100; i++) EXPECT_EQ(16u, Content(secret).size());
  securememory_metrics metrics = World::Metrics();
  for (size_t i = 1; i < 32; i++) EXPECT_LE(metrics.open_ns[i - 1], metrics.open_ns[i]);
  EXPECT_EQ(100u, metrics.opens);
  EXPECT_EQ(13u, metrics.timed);
  EXPECT_EQ(13u, metrics.open_ns[31]) << "none took two seconds";
  securememory_secret_destroy(secret);
}

TEST_P(Metrics, InvalidArguments) {
  securememory_metrics metrics = {};
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_factory_metrics(factory_, &metrics));
  metrics.struct_size = sizeof metrics;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_factory_metrics(nullptr, &metrics));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_factory_metrics(factory_, nullptr));
}

TEST_P(Metrics, NoCountIsLostAmongThreads) {
  const int kThreads = 8, kRounds = 200;
  std::atomic<uint64_t> entered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++)
    threads.emplace_back([&] {
      for (int i = 0; i < kRounds; i++) {
        securememory_secret *one = Copy(Pattern(8)), *two = Copy(Pattern(8));
        entered += Content(one).size() + Content(two).size();
        securememory_secret_destroy(one);
        EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(two, 0));
        securememory_secret_destroy(two);
      }
    });
  for (std::thread& thread : threads) thread.join();
  securememory_metrics metrics = World::Metrics();
  EXPECT_EQ(uint64_t{2 * kThreads * kRounds}, metrics.created);
  EXPECT_EQ(uint64_t{2 * kThreads * kRounds}, metrics.opens);
  EXPECT_EQ(8 * metrics.opens, entered);
  EXPECT_EQ(0u, metrics.in_use);
  EXPECT_GE(metrics.peak, 2u);
  EXPECT_LE(metrics.peak, uint64_t{2 * kThreads});
}

// --- Log and sites -----------------------------------------------------------------------------

void Collect(const char* line, void* user) {
  static_cast<std::vector<std::string>*>(user)->push_back(line);
}

class Told : public World, public ::testing::TestWithParam<securememory_kind> {
 protected:
  void SetUp() override {
    securememory_factory_options options = securememory_factory_options_default();
    options.flags = SECUREMEMORY_TRACK_SITES;
    options.log = Collect;
    options.log_user = &lines_;
    memguard_options little = memguard_options_default();
    little.lock_budget = 1;
    Open(GetParam(), &options, little);
  }
  void TearDown() override { Close(); }
  std::vector<std::string> lines_;
};
FOR_EVERY_KIND(Told);

TEST_P(Told, OfEachFailureOnceAndNeverABytePassed) {
  unsigned char bytes[] = "hunter2 is no good password";
  securememory_secret* secret = nullptr;
  EXPECT_EQ(SECUREMEMORY_ERR_LOCK_LIMIT,
            securememory_secret_new_from(factory_, bytes, sizeof bytes, &secret));
  ASSERT_EQ(1u, lines_.size());
  EXPECT_NE(std::string::npos, lines_[0].find("LOCK_LIMIT")) << lines_[0];
  EXPECT_NE(std::string::npos, lines_[0].find("lock_budget")) << lines_[0];
  EXPECT_EQ(std::string::npos, lines_[0].find("hunter2"));
  EXPECT_EQ(std::string::npos, lines_[0].find("0x"));
  EXPECT_EQ(std::string::npos, lines_[0].find('\n'));
  EXPECT_EQ(1u, World::Metrics().failures);
}

class Sites : public Told {
 protected:
  void SetUp() override {
    securememory_factory_options options = securememory_factory_options_default();
    options.flags = SECUREMEMORY_TRACK_SITES;
    Open(GetParam(), &options);
  }
  std::vector<std::string> Leaks() {
    std::vector<std::string> lines;
    securememory_factory_leaks(factory_, Collect, &lines);
    return lines;
  }
};
FOR_EVERY_KIND(Sites);

TEST_P(Sites, OneLineForEachLiveSecret) {
  EXPECT_TRUE(Leaks().empty());
  securememory_secret *one = Copy(Pattern(10)), *two = nullptr, *three = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_duplicate(one, &two));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_new_random(factory_, 30, &three));
  std::vector<std::string> lines = Leaks();
  ASSERT_EQ(3u, lines.size());
  for (const std::string& line : lines) {
    EXPECT_NE(std::string::npos, line.find("bytes, made at ")) << line;
    EXPECT_NE(std::string::npos, line.find(PlaceInCode())) << line;
  }
  securememory_secret_destroy(one);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(two, 0));
  EXPECT_EQ(2u, Leaks().size()) << "a handle that is closed still leaks";
  securememory_secret_destroy(two);
  securememory_secret_destroy(three);
  EXPECT_TRUE(Leaks().empty());
  securememory_factory_leaks(nullptr, Collect, nullptr);
  securememory_factory_leaks(factory_, nullptr, nullptr);
}

TEST_P(Sites, WithoutTrackingTheNumberIsTold) {
  World plain;
  plain.Open(GetParam());
  securememory_secret *one = plain.Copy(Pattern(10)), *two = plain.Copy(Pattern(10));
  std::vector<std::string> lines;
  securememory_factory_leaks(plain.factory_, Collect, &lines);
  ASSERT_EQ(1u, lines.size());
  EXPECT_EQ(0u, lines[0].find("2 secrets"));
  securememory_secret_destroy(one);
  securememory_secret_destroy(two);
  plain.Close();
}

TEST_P(Sites, ManyThreadsComeAndGoWhileTheyAreTold) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; t++)
    threads.emplace_back([&] {
      while (!stop) securememory_secret_destroy(Copy(Pattern(8)));
    });
  for (int i = 0; i < 50; i++) EXPECT_LE(Leaks().size(), 3u);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(Leaks().empty());
}

}  // namespace
