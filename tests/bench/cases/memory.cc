// memory.cc: what a live 32-byte secret costs in memory. Each in a fresh process; the kernel's own figures.
#include "tests/bench/cases/parts.h"
#include "tests/bench/peers/allocator.h"
#include "tests/bench/system/proc.h"

namespace bench {
namespace {

// What every peer can hold: as many as Botan's pool, and nearly as many as libsodium gets mappings for.
constexpr size_t kSome = 16000;

size_t locked() { return status_bytes("VmLck"); }
size_t resident() { return status_bytes("VmRSS"); }

// What the process has more than at its start, with that many secrets alive; pools have the size that these need.
double growth(const Allocator& heap, Shape shape, size_t (*measure)()) {
  const size_t before = measure();
  const Live live(heap, shape.size, shape.live);
  const size_t after = measure();
  return after < before ? 0 : static_cast<double>(after - before);
}

void add(Cases* cases, const char* what, const Allocator* heap, size_t live, size_t (*measure)(),
         bool each) {
  const Shape shape = {32, live, 0};
  Case one;
  one.key = {"memory", what, heap->name, shape};
  one.unit = each ? "bytes" : "mappings";
  one.method = Method::kCount;
  one.in_child = true;
  one.read = [heap, shape, measure, each]() -> Reading {
    return {growth(*heap, shape, measure) / static_cast<double>(each ? shape.live : 1)};
  };
  cases->push_back(one);
}

}  // namespace

void add_memory(Cases* cases, bool quick) {
  for (const Allocator* heap : allocators()) {
    add(cases, "locked bytes each", heap, kSome, locked, true);
    add(cases, "resident bytes each", heap, kSome, resident, true);
    add(cases, "mappings of all", heap, kSome, mappings, false);
    if (!quick) add(cases, "mappings of all", heap, 1000000, mappings, false);
  }
}

}  // namespace bench
