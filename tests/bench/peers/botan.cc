// botan.cc: Botan 2's pool for small objects: made at the first use, 512 KiB at most, and plain calloc beyond it.
#include "tests/bench/peers/allocator.h"
#include "tests/bench/peers/library.h"

namespace bench {
namespace {

const char kLibrary[] = "libbotan-2.so.19";
void* (*take)(size_t, size_t);
void (*give)(void*, size_t, size_t);

std::string version() {
  const char* (*ask)() = nullptr;
  bind(ask, kLibrary, "botan_version_string");
  const std::string name = ask();  // "Botan 2.19.3 (…"
  return name.substr(6, name.find(' ', 6) - 6);
}

// Botan::allocate_memory(size_t, size_t) and Botan::deallocate_memory(void*, size_t, size_t)
void open(size_t, size_t) {
  bind(take, kLibrary, "_ZN5Botan15allocate_memoryEmm");
  bind(give, kLibrary, "_ZN5Botan17deallocate_memoryEPvmm");
}

void close() {}
void* allocate(size_t size) { return take(size, 1); }
void release(void* pointer, size_t size) { give(pointer, size, 1); }

}  // namespace

const Allocator kBotan = {
    "Botan",  true,    version, open,  close,
    allocate, release, 256,     16000, "not locked beyond 256 bytes and 512 KiB"};

}  // namespace bench
