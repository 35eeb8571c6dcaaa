// ours.cc: memguard_malloc in a context of its own, with the default options: lock required, everything else preferred.
#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tests/bench/peers/allocator.h"
#include "tests/bench/work.h"

namespace bench {
namespace {

memguard_context* context;

std::string version() { return securememory_version(); }

void open(size_t, size_t) {
  if (memguard_context_new(nullptr, &context) != MEMGUARD_OK)
    throw Missing(memcall_last_error()->text);
}

void close() {
  if (memguard_context_destroy(context) == MEMGUARD_OK) context = nullptr;
}

void* allocate(size_t size) { return memguard_malloc(context, size); }
void release(void* pointer, size_t) { memguard_free(context, pointer); }

}  // namespace

const Allocator kOurHeap = {"securememory", true,    version,  open,     close,
                            allocate,       release, kNoBound, kNoBound, ""};

}  // namespace bench
