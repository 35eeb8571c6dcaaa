// allocator.h: what malloc for secrets is called in each library that is compared. Every one is called through these two
// pointers, ours too, so that none has the cost of a call that another is spared.
#ifndef TESTS_BENCH_PEERS_ALLOCATOR_H
#define TESTS_BENCH_PEERS_ALLOCATOR_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct Allocator {
  const char* name;
  bool locked;  // a peer; false: a floor

  std::string (*version)();  // throws Missing

  // From open to close there is locked memory for `count` live objects of `size` bytes, in a pool just large enough where the
  // library has pools. Throws Missing.
  void (*open)(size_t size, size_t count);
  void (*close)();
  void* (*allocate)(size_t size);
  void (*release)(void* pointer, size_t size);

  // What it serves from locked memory, and why no more.
  size_t largest, most;
  const char* why;
};

extern const Allocator kOurHeap, kSodium, kOpenssl, kGcrypt, kBotan, kMalloc;

// The six of them, ours first, floors last.
const std::vector<const Allocator*>& allocators();

constexpr size_t kNoBound = SIZE_MAX;

// Throws Missing unless one object of this size can be had, and is locked if the allocator says that its memory is.
void check(const Allocator& allocator, size_t size);

// A number of live objects, with what they need.
class Live {
 public:
  Live(const Allocator& allocator, size_t size, size_t count);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  std::vector<void*>& objects() { return objects_; }

  // Gives back the last ones: what comes next finds their places warm.
  void drop(size_t count);

 private:
  void check_last() const;
  void release();

  const Allocator& allocator_;
  size_t size_;
  std::vector<void*> objects_;
};

}  // namespace bench

#endif
