// By giving pages access for a moment. What was locked without access may not be afterwards.
#include <cstdint>

#include "memcall/memcall.h"
#include "tests/memcall/access.h"
#include "tests/memguard/buffer/peek.h"

namespace {

bool AllReadable(const char* bytes, size_t size) {
  for (size_t at = 0; at < size; at += memcall_page_size())
    if (!Readable(bytes + at)) return false;
  return Readable(bytes + size - 1);
}

}  // namespace

std::string buffer_test::Peek(const void* address, size_t size) {
  const char* bytes = static_cast<const char*>(address);
  if (AllReadable(bytes, size)) return std::string(bytes, size);
  const size_t page = memcall_page_size();
  const size_t before = reinterpret_cast<uintptr_t>(address) % page;
  char* start = const_cast<char*>(bytes - before);
  if (memcall_protect(start, before + size, MEMCALL_READ_ONLY) != MEMCALL_OK) return std::string();
  const std::string found(bytes, size);
  return memcall_protect(start, before + size, MEMCALL_NO_ACCESS) == MEMCALL_OK ? found
                                                                                : std::string();
}
