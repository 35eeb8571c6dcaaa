// residue.h: searches all readable memory of the process for a text that stands on a page of its own.
#ifndef TESTS_CXX_RESIDUE_H
#define TESTS_CXX_RESIDUE_H

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>

#include "tests/cxx/fixture.h"
#include "tools/secmem/attack/search.h"

extern "C" {  // a header of C files alone
#include "tools/secmem/attack/linux_maps.h"
}

namespace cxx_test {

using securememory::bytes;
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
};

}  // namespace cxx_test

#endif
