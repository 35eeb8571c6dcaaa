// Every class and nearly every call once, in a plain program: compiled with and without exceptions
// and RTTI, as C++17 and C++20, with the headers as files of one's own, so that they are warned of.
#include <array>
#include <cstdio>
#include <cstring>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "securememory/securememory.hpp"

#if defined(CXX_TEST_EXCEPTIONS) != defined(__cpp_exceptions)
#error "this is not the build that it should be"
#endif
#if defined(CXX_TEST_EXCEPTIONS) != defined(__cpp_rtti)
#error "nor this"
#endif
#if __cplusplus < CXX_TEST_STANDARD
#error "nor this"
#endif

namespace {

namespace sm = securememory;

int failures = 0;

void Expect(bool holds, const char* what, int line) {
  if (holds) return;
  std::printf("line %d: %s\n", line, what);
  failures++;
}
#define EXPECT(condition) Expect(condition, #condition, __LINE__)
#define EXPECT_OK(call) EXPECT((call) == SECUREMEMORY_OK)

std::array<unsigned char, 32> Key() {
  std::array<unsigned char, 32> key;
  key.fill(7);
  return key;
}

void Secrets(const sm::context& context) {
  sm::factory factory = std::move(*sm::factory::make(SECUREMEMORY_PROTECTED, context.get()));
  auto key = Key();
  auto made = sm::secret::from(key, factory.get());
  EXPECT(made && key[31] == 0);
  sm::secret one = std::move(*made), other = std::move(*one.duplicate());
  EXPECT(one.equal(other) && one.equal(Key()) && !one.equal(sm::secret()));
  EXPECT_OK(one.with_bytes([](sm::bytes plain) { return plain[0] == 7; }));
  EXPECT_OK(one.with_bytes([](sm::bytes) {}));
  EXPECT(*one.with_bytes([](sm::bytes plain) { return plain.size(); }) == 32);
  EXPECT(one.with_bytes([](sm::bytes) { return false; }) == SECUREMEMORY_ERR_CALLBACK);
  auto lent = sm::loan::take(one);
  EXPECT(lent && lent->data().size() == 32);
  EXPECT_OK(lent->end());
  auto reader = sm::reader::make(one);
  sm::secure_vector<unsigned char> piece(10, context);
  EXPECT(*reader->read(piece) == 10);
  EXPECT(sm::secret::random(32, factory.get())->size() == 32);
  EXPECT(sm::secret::copy(Key(), nullptr).status() == SECUREMEMORY_ERR_INVALID);
  EXPECT(!sm::secret::read([](sm::mutable_bytes) { return 0; }, 10, factory.get()));
  EXPECT(one.safeguards() && one.status() == SECUREMEMORY_OK && one.size() == 32);
  EXPECT_OK(one.close(0));
  swap(one, other);
  EXPECT(factory.destroy() == SECUREMEMORY_ERR_BUSY && factory.metrics()->in_use == 1);
}

void Buffers(const sm::context& context) {
  auto key = Key();
  sm::buffer one = std::move(*sm::buffer::from(key, context.get()));
  EXPECT(one.equal(Key()) && one.data().size() == 32 && one.mutable_data().empty());
  EXPECT_OK(one.melt());
  EXPECT_OK(one.write_copy(0, Key()));
  EXPECT_OK(one.scramble());
  EXPECT_OK(one.wipe());
  EXPECT_OK(one.read_at(0, key));
  EXPECT_OK(one.resize(16));
  EXPECT_OK(one.verify());
  sm::enclave sealed = std::move(*sm::enclave::seal(one));
  EXPECT(*sealed.with_bytes([](sm::bytes plain) { return plain.size(); }) == 16);
  EXPECT(sealed.open()->size() == 16 && *sealed.open_into(key) == 16);
  EXPECT(sm::buffer::make_aligned(10, 64, context.get())->size() == 10);
  EXPECT(sm::buffer::random(10, context.get()) && sm::enclave::random(10, context.get()));
  sm::stream stream = std::move(*sm::stream::make(0, context.get()));
  EXPECT_OK(stream.write(key));
  EXPECT(*stream.drain([](sm::bytes plain) { return plain.size() == 32; }) == 32);
  EXPECT(*stream.fill([](sm::mutable_bytes to) { return to.size(); }, 5) == 5);
  EXPECT(stream.next()->size() == 5 && stream.read(key).status() == SECUREMEMORY_ERR_END);
}

void Containers(const sm::context& context) {
  sm::secure_string text = std::move(*sm::secure_string::copy("pass", context));
  text.append_copy("word");
  EXPECT(text.equal("password") && std::strcmp(text.c_str(), "password") == 0);
  EXPECT_OK(text.try_reserve(100));
  EXPECT(text == *text.duplicate() && text.view() == "password");
  EXPECT(text.try_reserve(SIZE_MAX) == SECUREMEMORY_ERR_OVERFLOW);
  sm::secure_vector<int> numbers(context);
  for (int i = 0; i < 100; i++) numbers.push_back(i);
  EXPECT(numbers[99] == 99 && numbers == *numbers.duplicate() && numbers != decltype(numbers)());
  numbers.assign_copy(std::vector<int>{1, 2});
  numbers.resize(1);
  numbers.shrink_to_fit();
  std::vector<char, sm::allocator<char>> vector(100, 'x', context);
  std::list<int, sm::allocator<int>> list({1, 2, 3}, sm::allocator<int>(context));
  std::unordered_map<int, sm::secure_string> map;
  map.emplace(1, std::move(text));
  EXPECT(vector.back() == 'x' && list.size() == 3 && map.at(1).size() == 8);
}

#if defined(__cpp_lib_span)
void Spans() {
  auto key = Key();
  std::span<const std::byte> raw = sm::bytes(key);
  std::span<const unsigned char> octets = sm::bytes(key);
  EXPECT(raw.size() == 32 && octets[31] == 7);
}
#else
void Spans() {}
#endif

void Errors() {
#if defined(__cpp_exceptions)
  try {
    (void)sm::secret::random(0).value();
    EXPECT(false);
  } catch (const sm::error& error) {
    EXPECT(error.status() == SECUREMEMORY_ERR_INVALID);
  }
#else
  EXPECT(sm::secret::random(0).status() == SECUREMEMORY_ERR_INVALID);
#endif
}

}  // namespace

int main() {
  sm::context context = std::move(*sm::context::make(memguard_options_relaxed()));
  Secrets(context);
  Buffers(context);
  Containers(context);
  Spans();
  Errors();
  EXPECT(context.report()->live == 0);
  context.purge();
  EXPECT_OK(context.destroy());
  return failures == 0 ? 0 : 1;
}
