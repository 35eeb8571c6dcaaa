// Long random sequences of calls against a model: who has how many bytes, and what is in them.
#include <map>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

struct Entry {
  size_t size;
  unsigned char pattern;
  bool wiped;
};

class Model : public HeapTest, public ::testing::WithParamInterface<uint32_t> {
 protected:
  void SetUp() override {
    seed_ = GetParam();
    memguard_options options = memguard_options_relaxed();
    // Some of the runs are at the limit all the time.
    options.lock = GetParam() % 3 == 0 ? MEMGUARD_REQUIRE : MEMGUARD_PREFER;
    options.lock_budget = GetParam() % 3 != 2 ? 24 * Page() : 0;
    OpenNoting(options);
  }
  void TearDown() override {
    while (!objects_.empty()) Release(objects_.begin());
    EXPECT_EQ(0, violation_.count);
    HeapTest::TearDown();
  }

  uint32_t Draw(uint32_t below) {
    seed_ = seed_ * 1664525u + 1013904223u;
    return static_cast<uint32_t>((uint64_t{seed_} * below) >> 32);
  }
  size_t DrawSize() {
    switch (Draw(10)) {
      case 0:
        return 1 + Draw(static_cast<uint32_t>(20 * Page()));
      case 1:
        return 1 + Draw(static_cast<uint32_t>(3 * Page()));
      case 2:
        return Page() * (1 + Draw(4)) - Draw(40);
      default:
        return 1 + Draw(300);
    }
  }
  using Place = std::map<unsigned char*, Entry>::iterator;
  Place Pick() {
    Place place = objects_.begin();
    std::advance(place, Draw(static_cast<uint32_t>(objects_.size())));
    return place;
  }
  static bool Holds(Place place) {
    for (size_t i = 0; i < place->second.size; i++)
      if (place->first[i] != (place->second.wiped ? 0 : place->second.pattern)) return false;
    return true;
  }
  void Keep(unsigned char* object, size_t size) {
    Place next = objects_.lower_bound(object);
    if (next != objects_.end()) {
      ASSERT_LE(object + size, next->first) << "overlap";
    }
    if (next != objects_.begin()) {
      ASSERT_LE(std::prev(next)->first + std::prev(next)->second.size, object) << "overlap";
    }
    Entry entry = {size, static_cast<unsigned char>(1 + Draw(255)), false};
    memset(object, entry.pattern, size);
    objects_[object] = entry;
  }
  void Take() {
    size_t size = DrawSize();
    unsigned char* object = static_cast<unsigned char*>(memguard_malloc(context_, size));
    if (object == nullptr) {
      ASSERT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
      return;
    }
    ASSERT_TRUE(IsZero(object, size));
    Keep(object, size);
  }
  void Release(Place place) {
    EXPECT_TRUE(Holds(place));
    Free(place->first);
    objects_.erase(place);
  }
  void Resize(Place place) {
    size_t size = DrawSize();
    unsigned char* old = place->first;
    Entry entry = place->second;
    ASSERT_TRUE(Holds(place));
    unsigned char* object = static_cast<unsigned char*>(memguard_realloc(context_, old, size));
    if (object == nullptr) {
      ASSERT_TRUE(LastErrorIs(entry.wiped ? MEMGUARD_ERR_EXPIRED : MEMGUARD_ERR_LOCK_LIMIT));
      ASSERT_EQ(entry.size, memguard_usable_size(context_, old));
      return;
    }
    objects_.erase(place);
    for (size_t i = 0; i < size; i++) ASSERT_EQ(i < entry.size ? entry.pattern : 0, object[i]);
    Keep(object, size);
  }
  void Wipe() {
    heap_emergency(context_);
    for (auto& object : objects_) object.second.wiped = true;
  }
  void Step() {
    uint32_t act = Draw(1000);
    if (act == 0) {
      Wipe();
    } else if (act < 450 && objects_.size() < 400) {
      Take();
    } else if (objects_.empty()) {
      return;
    } else if (act < 550) {
      Resize(Pick());
    } else if (act < 950) {
      Release(Pick());
    } else {
      Place place = Pick();
      ASSERT_EQ(place->second.size, memguard_usable_size(context_, place->first));
    }
  }

  uint32_t seed_ = 0;
  std::map<unsigned char*, Entry> objects_;
};

TEST_P(Model, AgreesWithTheHeap) {
  for (int i = 0; i < 4000; i++) {
    Step();
    if (HasFatalFailure()) return;
    if (i % 200 == 0) {
      ASSERT_STREQ(nullptr, heap_flaw(context_)) << i;
      ASSERT_EQ(objects_.size(), heap_live(context_));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Model, ::testing::Range(1u, 10u));

}  // namespace
}  // namespace heap_test
