// own_memory.h: searches all readable memory of this process for a text that stands on a page of its own.
#ifndef TESTS_ATTACK_OWN_MEMORY_H
#define TESTS_ATTACK_OWN_MEMORY_H

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "memguard/memguard.h"
#include "tools/secmem/attack/search.h"

extern "C" {  // a header of C files alone
#include "tools/secmem/attack/linux_maps.h"
}

namespace attack_test {

class OwnMemory {
 public:
  // What is sought, and what is read while seeking: on pages that the search leaves out.
  struct Aside {
    enum { kPiece = 1 << 20 };
    char text[48];
    unsigned char piece[kPiece];
  };

  OwnMemory() {
    aside_ = static_cast<Aside*>(
        mmap(nullptr, sizeof *aside_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    const memguard_options options = memguard_options_relaxed();
    EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
    EXPECT_EQ(MEMCALL_OK, memcall_random(aside_->text, sizeof aside_->text));
    search_ = attack_search_new(context_, reinterpret_cast<unsigned char*>(aside_->text),
                                sizeof aside_->text);
    EXPECT_NE(nullptr, search_);
  }
  ~OwnMemory() {
    attack_search_free(search_);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    munmap(aside_, sizeof *aside_);
  }
  OwnMemory(const OwnMemory&) = delete;
  OwnMemory& operator=(const OwnMemory&) = delete;

  Aside* aside() const { return aside_; }

  // The longest part of the text that stands anywhere but where it may.
  size_t Found(const void* but = nullptr, size_t length = 0) {
    memory_ = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    but_ = but;
    but_length_ = length;
    attack_search_start(search_);
    EXPECT_TRUE(attack_walk_memory("self", Search, this));
    close(memory_);
    size_t longest = attack_search_found(search_);
    return longest > 8 ? longest : 0;  // the search itself compares words of 8 bytes
  }

 private:
  // A guard may stand in the middle: what cannot be read is passed over page by page.
  static bool Search(uint64_t from, uint64_t to, void* user) {
    OwnMemory* self = static_cast<OwnMemory*>(user);
    attack_search_break(self->search_);
    while (from < to) {
      size_t size = std::min<size_t>(to - from, Aside::kPiece);
      ssize_t got = pread(self->memory_, self->aside_->piece, size, static_cast<off_t>(from));
      if (got > 0) {
        self->Feed(from, static_cast<size_t>(got));
        from += static_cast<size_t>(got);
      } else {
        attack_search_break(self->search_);
        from += memcall_page_size();
      }
    }
    return true;
  }

  void Feed(uintptr_t from, size_t size) {
    Blot(from, size, aside_, sizeof *aside_);
    if (but_ != nullptr) Blot(from, size, but_, but_length_);
    attack_search_feed(search_, aside_->piece, size);
  }

  // Zeros in what was read, where it is of this object.
  void Blot(uintptr_t read_at, size_t size, const void* object, size_t length) {
    uintptr_t begin = std::max(read_at, reinterpret_cast<uintptr_t>(object));
    uintptr_t end = std::min(read_at + size, reinterpret_cast<uintptr_t>(object) + length);
    if (begin < end) memset(aside_->piece + (begin - read_at), 0, end - begin);
  }

  Aside* aside_ = nullptr;
  memguard_context* context_ = nullptr;
  attack_search* search_ = nullptr;
  const void* but_ = nullptr;
  size_t but_length_ = 0;
  int memory_ = -1;
};

}  // namespace attack_test

#endif
