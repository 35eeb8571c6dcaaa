// heap.cc: malloc and free, by size, by live objects, by threads.
#include "tests/bench/cases/parts.h"
#include "tests/bench/peers/allocator.h"

namespace bench {
namespace {

const char kGroup[] = "heap";
const char kPair[] = "malloc+free";

// All but one of the live objects stand still; the one comes and goes.
std::unique_ptr<Work> make_pair(const Allocator& heap, Shape shape, bool first) {
  std::shared_ptr<Live> live;
  const size_t threads = static_cast<size_t>(shape.threads);
  if (first) live = std::make_shared<Live>(heap, shape.size, shape.live - 1 + threads);
  if (first) live->drop(threads);
  return repeated([live, allocate = heap.allocate, release = heap.release, size = shape.size] {
    release(allocate(size), size);
  });
}

void add_pair(Cases* cases, Shape shape, bool calls) {
  for (const Allocator* heap : allocators()) {
    Case one = act({kGroup, kPair, heap->name, shape},
                   [heap, shape](bool first) { return make_pair(*heap, shape, first); });
    one.slow = heap == &kSodium || shape.size > 4096;
    one.calls = calls;
    cases->push_back(one);
  }
}

// --- Any of the live objects goes, and another one comes: what a program does --------------------

uint32_t next(uint32_t* seed) { return *seed = *seed * 1664525u + 1013904223u; }

std::unique_ptr<Work> make_churn(const Allocator& heap, Shape shape) {
  auto live = std::make_shared<Live>(heap, shape.size, shape.live);
  std::vector<void*>* all = &live->objects();
  return repeated([live, all, allocate = heap.allocate, release = heap.release, size = shape.size,
                   seed = 1u]() mutable {
    void*& any = (*all)[static_cast<size_t>(next(&seed)) * all->size() >> 32];
    release(any, size);
    any = allocate(size);
  });
}

void add_churn(Cases* cases, Shape shape) {
  for (const Allocator* heap : allocators()) {
    Case one = act({kGroup, "free any+malloc", heap->name, shape},
                   [heap, shape](bool) { return make_churn(*heap, shape); });
    one.slow = heap == &kSodium || (heap == &kGcrypt && shape.live > 100);
    cases->push_back(one);
  }
}

}  // namespace

void add_heap(Cases* cases, bool quick) {
  for (size_t size : {16u, 32u, 64u, 256u, 1024u, 4096u, 65536u})
    add_pair(cases, {size, 1, 1}, size == 32 || size == 65536);
  for (size_t live : {10u, 1000u, 10000u, 100000u}) add_pair(cases, {32, live, 1}, false);
  if (!quick) add_pair(cases, {32, 1000000, 1}, false);
  add_pair(cases, {32, 1, 2}, false);
  for (size_t live : {1000u, 100000u}) add_churn(cases, {32, live, 1});
}

}  // namespace bench
