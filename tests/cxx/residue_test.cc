// Where characters go: all readable memory of the process is searched for them, and the stack and
// the registers that a call leaves behind.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <new>

#include "memguard/bytes.h"
#include "tests/cxx/fixture.h"
#include "tests/memguard/enclave/witness.h"
#include "tools/secmem/attack/search.h"

extern "C" {  // a header of C files alone
#include "tools/secmem/attack/linux_maps.h"
}

namespace {

using namespace cxx_test;
using enclave_test::LongestRun;
using enclave_test::Witness;
using securememory::bytes;
using securememory::secret;
using securememory::secure_string;

// What is sought, and what is read while seeking: on pages that the search leaves out.
struct Aside {
  enum { kPiece = 1 << 20 };
  char text[48];
  unsigned char piece[kPiece];
};

class CxxResidue : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    aside_ = static_cast<Aside*>(
        mmap(nullptr, sizeof *aside_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ASSERT_EQ(MEMCALL_OK, memcall_random(aside_->text, sizeof aside_->text));
    search_ =
        attack_search_new(memguard_default_context(),
                          reinterpret_cast<unsigned char*>(aside_->text), sizeof aside_->text);
    ASSERT_NE(nullptr, search_);
  }
  void TearDown() override {
    attack_search_free(search_);
    munmap(aside_, sizeof *aside_);
    World::TearDown();
  }

  bytes Text() const { return bytes(aside_->text, sizeof aside_->text); }
  secure_string Make() { return std::move(*secure_string::copy(Text(), context_)); }

  // The longest part of the text that stands anywhere but where it may.
  size_t Found(const secure_string* but = nullptr) {
    memory_ = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    but_ = but;
    attack_search_start(search_);
    EXPECT_TRUE(attack_walk_memory("self", Search, this));
    close(memory_);
    size_t longest = attack_search_found(search_);
    return longest > 8 ? longest : 0;  // the search itself compares words of 8 bytes
  }

  static bool Search(uint64_t from, uint64_t to, void* user) {
    CxxResidue* self = static_cast<CxxResidue*>(user);
    attack_search_break(self->search_);
    while (from < to) {
      size_t size = std::min<size_t>(to - from, Aside::kPiece);
      ssize_t got = pread(self->memory_, self->aside_->piece, size, static_cast<off_t>(from));
      if (got <= 0) return true;
      self->Feed(from, static_cast<size_t>(got));
      from += static_cast<size_t>(got);
    }
    return true;
  }

  void Feed(uintptr_t from, size_t size) {
    Blot(from, size, aside_, sizeof *aside_);
    if (but_ != nullptr) Blot(from, size, but_->data(), but_->size());
    attack_search_feed(search_, aside_->piece, size);
  }

  // Zeros in what was read, where it is of this object.
  void Blot(uintptr_t read_at, size_t size, const void* object, size_t length) {
    uintptr_t begin = std::max(read_at, reinterpret_cast<uintptr_t>(object));
    uintptr_t end = std::min(read_at + size, reinterpret_cast<uintptr_t>(object) + length);
    if (begin < end) memset(aside_->piece + (begin - read_at), 0, end - begin);
  }

  Aside* aside_ = nullptr;
  attack_search* search_ = nullptr;
  const secure_string* but_ = nullptr;
  int memory_ = -1;
  Witness witness_;
};

// --- All memory ----------------------------------------------------------------------------------

TEST_F(CxxResidue, ControlAnOrdinaryStringIsFound) {
  EXPECT_EQ(0u, Found());
  std::string copy(aside_->text, sizeof aside_->text);
  EXPECT_EQ(sizeof aside_->text, Found());
  memguard_wipe(&copy[0], copy.size());
  EXPECT_EQ(0u, Found());
}

// What the allocator alone would not help against.
TEST_F(CxxResidue, ControlAShortBasicStringStaysWhereItWas) {
  using Text = std::basic_string<char, std::char_traits<char>, securememory::allocator<char>>;
  alignas(Text) static unsigned char object[sizeof(Text)];
  Text* text = new (object) Text(aside_->text, 12, context_);
  text->~Text();
  EXPECT_GE(Found(), 11u);
  memguard_wipe(object, sizeof object);
}

TEST_F(CxxResidue, AStringStandsInItsOwnMemoryAlone) {
  secure_string text = Make();
  EXPECT_EQ(sizeof aside_->text, Found()) << "there";
  EXPECT_EQ(0u, Found(&text)) << "and nowhere else";
}

TEST_F(CxxResidue, AShortStringToo) {
  alignas(secure_string) static unsigned char object[sizeof(secure_string)];
  secure_string* text = new (object) secure_string(context_);
  text->append_copy(bytes(aside_->text, 12));
  EXPECT_EQ(12u, Found());
  EXPECT_EQ(0u, Found(text));
  text->~secure_string();
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, WhatIsCutOffIsGone) {
  secure_string text = Make();
  text.resize(7);
  EXPECT_EQ(0u, Found());
  text.assign_copy(Text());
  text.clear();
  EXPECT_EQ(0u, Found());
  text.assign_copy(Text());
  text.assign_copy("something else");
  EXPECT_EQ(0u, Found());
  text.assign_copy(Text());
  while (text.size() > 7) text.pop_back();
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, MovingAndGrowingLeaveNothing) {
  secure_string text = Make();
  for (int i = 0; i < 500; i++) text.push_back('x');
  EXPECT_EQ(0u, Found(&text)) << "in earlier places";
  text.shrink_to_fit();
  secure_string other = std::move(text);
  EXPECT_EQ(0u, Found(&other));
  secure_string third(context_);
  swap(other, third);
  EXPECT_EQ(0u, Found(&third));
  third = secure_string();
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, DestroyingLeavesNothing) {
  {
    secure_string text = Make();
  }
  EXPECT_EQ(0u, Found());
  {
    auto octets = securememory::secure_vector<unsigned char>::copy(Text(), context_);
    EXPECT_EQ(sizeof aside_->text, Found());
  }
  EXPECT_EQ(0u, Found());
  {
    std::vector<unsigned char, securememory::allocator<unsigned char>> octets(
        Text().begin(), Text().end(), context_);
    EXPECT_EQ(sizeof aside_->text, Found());
  }
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, WhatAStringIsMadeFromIsGone) {
  std::string ordinary(aside_->text, sizeof aside_->text);
  secure_string text = std::move(*secure_string::from(ordinary, context_));
  EXPECT_EQ(0u, Found(&text));
  secret kept = std::move(*secret::from(text, factory_.get()));
  EXPECT_EQ(0u, Found()) << "sealed, and wiped in the string";
  size_t inside = 0;
  EXPECT_EQ(SECUREMEMORY_OK, kept.with_bytes([&](bytes) { inside = Found(); }));
  EXPECT_EQ(sizeof aside_->text, inside);
  EXPECT_EQ(0u, Found());
}

// --- Stack and registers -------------------------------------------------------------------------

class CxxFrames : public CxxResidue {
 protected:
  void ExpectNothing(const char* after, const std::function<void()>& call) {
    memguard_scrub_registers();  // a new thread begins with those of this one, which has just compared
    const std::string& seen = witness_.After(call);
    EXPECT_EQ(0u, LongestRun(seen, std::string(aside_->text, sizeof aside_->text))) << after;
  }
};

// Deeper than what looks for it afterwards.
void CopyAndForget(bytes plain) {
  volatile unsigned char copy[2048];
  unsigned sum = 0;
  for (size_t i = 0; i < plain.size(); i++) copy[i] = plain[i];
  for (size_t i = 0; i < plain.size(); i++) sum += copy[i];
  EXPECT_NE(0u, sum);
}

TEST_F(CxxFrames, ControlACopyOnTheStackIsFound) {
  const std::string& seen = witness_.After([this] { CopyAndForget(Text()); });
  EXPECT_GE(LongestRun(seen, std::string(aside_->text, sizeof aside_->text)), 16u);
}

TEST_F(CxxFrames, OfStrings) {
  secure_string text = Make(), other = Make(), built(context_);
  ExpectNothing("comparing", [&] { EXPECT_TRUE(text == other); });
  ExpectNothing("comparing with what is no string", [&] { EXPECT_TRUE(text.equal(Text())); });
  ExpectNothing("appending", [&] { built.append_copy(Text()); });
  ExpectNothing("pushing", [&] {
    for (const char& one : aside_->text) built.push_back(one);
  });
  ExpectNothing("appending itself", [&] { built.append_copy(built); });
  ExpectNothing("moving another's content in", [&] { built.append(other); });
  ExpectNothing("cutting", [&] { built.resize(20); });
  ExpectNothing("fitting", [&] { built.shrink_to_fit(); });
  ExpectNothing("moving", [&] { built = std::move(text); });
  ExpectNothing("duplicating", [&] { other = std::move(*built.duplicate()); });
}

TEST_F(CxxFrames, OfAccesses) {
  secret one = std::move(*secret::copy(Text(), factory_.get()));
  securememory::enclave other = std::move(*securememory::enclave::copy(Text(), context_.get()));
  secure_string text(context_);
  ExpectNothing("a value",
                [&] { EXPECT_EQ(48u, *one.with_bytes([](bytes plain) { return plain.size(); })); });
  ExpectNothing("a copy", [&] {
    EXPECT_EQ(SECUREMEMORY_OK, other.with_bytes([&](bytes plain) { text.append_copy(plain); }));
  });
  ExpectNothing("an exception", [&] {
    EXPECT_THROW((void)one.with_bytes([&](bytes plain) {
      text.append_copy(plain);
      throw 1;
    }),
                 int);
  });
  EXPECT_EQ(96u, text.size());
}

}  // namespace
