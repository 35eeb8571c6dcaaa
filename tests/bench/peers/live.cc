// live.cc: objects that are alive while something else is measured.
#include <unistd.h>

#include "tests/bench/peers/allocator.h"
#include "tests/bench/system/proc.h"
#include "tests/bench/work.h"

namespace bench {

const std::vector<const Allocator*>& allocators() {
  static const std::vector<const Allocator*> all = {&kOurHeap, &kGcrypt, &kBotan,
                                                    &kOpenssl, &kSodium, &kMalloc};
  return all;
}

void check(const Allocator& allocator, size_t size) {
  void* one = allocator.allocate(size);
  if (one == nullptr) throw Missing("refuses");
  bool locked = !allocator.locked || Locked().holds(one);
  allocator.release(one, size);
  if (!locked) throw Missing("its memory is not locked here");
}

Live::Live(const Allocator& allocator, size_t size, size_t count)
    : allocator_(allocator), size_(size) {
  if (size > allocator.largest || count > allocator.most) throw Missing(allocator.why);
  allocator.open(size, count + 1);
  try {
    check(allocator, size);
    objects_.reserve(count);
    while (objects_.size() < count) {
      void* one = allocator.allocate(size);
      if (one == nullptr) throw Missing("refuses after " + std::to_string(objects_.size()));
      objects_.push_back(one);
    }
    check_last();
  } catch (...) {
    release();
    throw;
  }
}

// Root locks without a limit; for others some libraries go on unlocked, without a word.
void Live::check_last() const {
  if (!allocator_.locked || objects_.empty() || geteuid() == 0) return;
  if (!Locked().holds(objects_.back())) throw Missing("not all are locked here");
}

Live::~Live() { release(); }

void Live::drop(size_t count) {
  for (; count != 0; count--) {
    allocator_.release(objects_.back(), size_);
    objects_.pop_back();
  }
}

void Live::release() {
  for (void* one : objects_) allocator_.release(one, size_);
  allocator_.close();
}

}  // namespace bench
