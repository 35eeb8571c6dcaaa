// Two threads and very many random calls, objects handed from one to the other:
//
//     tools/bazel run //tests/memguard/heap:storm_test -- 10000000
#include <atomic>
#include <cstdlib>
#include <thread>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

unsigned long operations = 30000;  // of each thread

struct Object {
  unsigned char* bytes;
  size_t size;
  unsigned char pattern;
};

// A few objects that lie between the threads: who exchanges a place's pointer has what was there.
std::atomic<Object*> between[64];

class Player {
 public:
  Player(memguard_context* context, uint32_t seed) : context_(context), seed_(seed) {}
  ~Player() {
    for (Object*& object : mine_) Drop(&object);
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  void Play(unsigned long turns) {
    while (turns-- != 0) Turn();
  }
  int wrong = 0;

 private:
  uint32_t Draw(uint32_t below) {
    seed_ = seed_ * 1664525u + 1013904223u;
    return static_cast<uint32_t>((uint64_t{seed_} * below) >> 32);
  }
  size_t DrawSize() {
    const uint32_t sort = Draw(1000);
    if (sort == 0) return 1 + Draw(100000);
    return sort < 10 ? 1 + Draw(9000) : 1 + Draw(200);
  }
  // First and last bytes only: whole objects are threads_test's and model_test's.
  static void Paint(Object* object) {
    object->bytes[0] = object->bytes[object->size - 1] = object->pattern;
  }
  static bool Holds(const Object& object) {
    return object.bytes[0] == object.pattern && object.bytes[object.size - 1] == object.pattern;
  }
  void Take(Object** place) {
    const size_t size = DrawSize();
    void* bytes = Draw(8) == 0 ? memguard_aligned_alloc(context_, size_t{1} << Draw(9), size)
                               : memguard_malloc(context_, size);
    if (bytes == nullptr) return;
    *place = new Object{static_cast<unsigned char*>(bytes), size,
                        static_cast<unsigned char>(1 + Draw(255))};
    wrong += !IsZero(bytes, size < 64 ? size : 64);
    Paint(*place);
  }
  void Drop(Object** place) {
    if (*place == nullptr) return;
    wrong += !Holds(**place);
    memguard_free(context_, (*place)->bytes);
    delete *place;
    *place = nullptr;
  }
  void Resize(Object* object) {
    const size_t size = DrawSize();
    void* moved = memguard_realloc(context_, object->bytes, size);
    if (moved == nullptr) return;
    wrong += static_cast<unsigned char*>(moved)[0] != object->pattern;
    object->bytes = static_cast<unsigned char*>(moved);
    object->size = size;
    Paint(object);
  }
  void Ask(const Object& object) {
    wrong += memguard_usable_size(context_, object.bytes) != object.size;
    if (Draw(2000) == 0) wrong += heap_verify(context_) != MEMGUARD_OK;
    if (Draw(500) == 0) heap_trim(context_);
  }
  void Turn() {
    Object** place = &mine_[Draw(kPlaces)];
    const uint32_t what = Draw(16);
    if (*place == nullptr) {
      Take(place);
    } else if (what < 8) {
      Drop(place);
    } else if (what < 10) {
      Resize(*place);
    } else if (what < 12) {
      *place = between[Draw(64)].exchange(*place);
    } else {
      Ask(**place);
    }
  }

  static constexpr uint32_t kPlaces = 200;
  memguard_context* context_;
  uint32_t seed_;
  Object* mine_[kPlaces] = {};
};

class Storm : public HeapTest {
 protected:
  void SetUp() override { OpenNoting(); }
};

TEST_F(Storm, TwoThreadsAndRandomCalls) {
  int wrong[2] = {0, 0};
  std::vector<std::thread> threads;
  for (uint32_t number = 0; number < 2; number++)
    threads.emplace_back([this, number, &wrong] {
      Player player(context_, number + 1);
      player.Play(operations);
      wrong[number] = player.wrong;
    });
  for (std::thread& thread : threads) thread.join();
  for (std::atomic<Object*>& place : between) {
    Object* left = place.exchange(nullptr);
    if (left == nullptr) continue;
    Free(left->bytes);
    delete left;
  }
  EXPECT_EQ(0, wrong[0] + wrong[1]);
  EXPECT_EQ(0, violation_.count) << violation_.kind << " in " << violation_.function;
  EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
}

}  // namespace
}  // namespace heap_test

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc > 1) heap_test::operations = std::strtoul(argv[1], nullptr, 10);
  return RUN_ALL_TESTS();
}
