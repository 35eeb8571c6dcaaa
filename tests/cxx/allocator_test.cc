// allocator<T> with containers of the standard library.
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::allocator;

class CxxAllocator : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    other_ = std::move(*securememory::context::make(memguard_options_relaxed()));
  }
  void TearDown() override {
    EXPECT_EQ(SECUREMEMORY_OK, other_.destroy());
    World::TearDown();
  }
  bool Owns(const void* pointer) { return memguard_owns(context_.get(), pointer) != 0; }
  bool OtherOwns(const void* pointer) { return memguard_owns(other_.get(), pointer) != 0; }

  securememory::context other_;
};

template <class T>
using Vector = std::vector<T, allocator<T>>;

TEST_F(CxxAllocator, HasTheTraitsThatItNeeds) {
  using traits = std::allocator_traits<allocator<int>>;
  static_assert(!traits::propagate_on_container_copy_assignment::value);
  static_assert(traits::propagate_on_container_move_assignment::value);
  static_assert(traits::propagate_on_container_swap::value);
  static_assert(!traits::is_always_equal::value);
  static_assert(std::is_nothrow_copy_constructible_v<allocator<int>>);
  static_assert(std::is_same_v<traits::rebind_alloc<char>, allocator<char>>);
  EXPECT_TRUE(allocator<int>(context_) == allocator<char>(context_));
  EXPECT_TRUE(allocator<int>(context_) != allocator<int>(other_));
  EXPECT_EQ(memguard_default_context(), allocator<int>().get());
}

TEST_F(CxxAllocator, ServesContainers) {
  Vector<int> numbers({1, 2, 3}, context_);
  numbers.resize(1000);
  EXPECT_TRUE(Owns(numbers.data()));
  uint64_t before = Live();
  std::list<int, allocator<int>> list({1, 2}, allocator<int>(context_));
  EXPECT_LE(before + 2, Live()) << "a node is an object";
  using Pair = std::pair<const int, Vector<char>>;
  std::unordered_map<int, Vector<char>, std::hash<int>, std::equal_to<int>, allocator<Pair>> map(
      8, std::hash<int>(), std::equal_to<int>(), context_);
  map.emplace(1, Vector<char>(40, 'x', context_));
  EXPECT_TRUE(Owns(map.at(1).data()));
  std::basic_string<char, std::char_traits<char>, allocator<char>> text(100, 'x', context_);
  EXPECT_TRUE(Owns(text.data()));
}

// Why secure_string is a type of its own.
TEST_F(CxxAllocator, ABasicStringKeepsShortTextElsewhere) {
  std::basic_string<char, std::char_traits<char>, allocator<char>> text("short", context_);
  EXPECT_FALSE(Owns(text.data()));
}

TEST_F(CxxAllocator, AMoveTakesTheMemoryAndItsContextAlong) {
  Vector<char> from(64, 'x', context_), to(64, 'y', other_);
  const char* where = from.data();
  to = std::move(from);
  EXPECT_EQ(where, to.data()) << "no element was copied";
  EXPECT_EQ(context_.get(), to.get_allocator().get());
  Vector<char> third(8, 'z', other_);
  swap(to, third);
  EXPECT_EQ(where, third.data());
  EXPECT_TRUE(OtherOwns(to.data()));
}

TEST_F(CxxAllocator, ACopyStaysInItsContext) {
  Vector<char> from(64, 'x', context_), to(1, 'y', other_);
  to = from;
  EXPECT_TRUE(OtherOwns(to.data()));
  Vector<char> copy(from);
  EXPECT_TRUE(Owns(copy.data()));
}

TEST_F(CxxAllocator, AlignsWhatIsOverAligned) {
  struct alignas(256) Wide {
    char bytes[256];
  };
  Vector<Wide> wide(3, context_);
  EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(wide.data()) % 256);
  EXPECT_EQ(sizeof(Wide) * 3, memguard_usable_size(context_.get(), wide.data()));
}

TEST_F(CxxAllocator, RefusesWhatDoesNotFit) {
  allocator<uint64_t> words(context_);
  EXPECT_THROW((void)words.allocate(SIZE_MAX / 8 + 2), std::bad_array_new_length) << "would be 8";
  EXPECT_THROW((void)words.allocate(SIZE_MAX / 16), std::bad_alloc);
  EXPECT_THROW((void)allocator<char>(nullptr).allocate(1), std::bad_alloc) << "not the default";
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_last_error()->status);
  uint64_t* none = words.allocate(0);
  EXPECT_NE(nullptr, none);
  words.deallocate(none, 0);
}

TEST_F(CxxAllocator, APurgeLeavesContentAlone) {
  Vector<char> text(64, 'x', context_);
  context_.purge();
  EXPECT_EQ(Vector<char>(64, 'x', context_), text);
  text.push_back('y');
}

}  // namespace
