// limits.cc: how many secrets live in locked memory at once, for an ordinary user under a lock limit. What a library hands out
// beyond that, unlocked and without a word, does not count.
#include <time.h>

#include "tests/bench/cases/parts.h"
#include "tests/bench/peers/allocator.h"
#include "tests/bench/system/proc.h"

namespace bench {
namespace {

constexpr size_t kMost = 400000;

// The largest pool that the limit allows, for those who have pools.
void open_at_limit(const Allocator& heap, size_t limit) {
  const size_t slot = &heap == &kGcrypt ? 40 : 32;
  heap.open(32, limit / slot);
}

double cpu_time() {
  timespec time;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0) throw Missing("no CPU times");
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// True if that ended by itself, and not for want of patience.
bool fill(const Allocator& heap, double patience, std::vector<void*>* all) {
  const double end = cpu_time() + patience;
  while (all->size() < kMost) {
    if (cpu_time() >= end) return false;
    void* one = heap.allocate(32);
    if (one == nullptr) return true;
    all->push_back(one);
  }
  return true;
}

Reading most_locked(const Allocator& heap, size_t limit, double patience) {
  std::vector<void*> all;
  all.reserve(kMost);
  open_at_limit(heap, limit);
  check(heap, 32);
  const bool whole = fill(heap, patience, &all);
  const Locked locked;
  size_t count = 0;
  for (const void* one : all) count += locked.holds(one);
  // Whoever has begun to hand out unlocked memory has reached the limit.
  return {static_cast<double>(count), !whole && locked.holds(all.back())};
}

void add(Cases* cases, const Allocator* heap, const char* what, size_t limit, double patience) {
  Case one;
  one.key = {"limit", what, heap->name, {32, 0, 0}};
  one.unit = "secrets";
  one.method = Method::kCount;
  one.in_child = true;
  one.conditions = {true, limit};
  one.read = [=] { return most_locked(*heap, limit, patience); };
  cases->push_back(one);
}

}  // namespace

void add_limits(Cases* cases, bool quick) {
  const double patience = quick ? 0.3e9 : 2e9;
  for (const Allocator* heap : allocators()) {
    if (!heap->locked) continue;
    add(cases, heap, "live locked secrets, limit 64 KiB", 65536, patience);
    add(cases, heap, "live locked secrets, limit 8 MiB", 8 << 20, patience);
  }
}

}  // namespace bench
