// peek.h: what stands in pages that nobody may read.
#ifndef TESTS_MEMGUARD_BUFFER_PEEK_H
#define TESTS_MEMGUARD_BUFFER_PEEK_H

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace buffer_test {

// Through proc(5)'s mem, which reads past page protection. False where no page is. Fit for a signal
// handler.
inline bool PeekInto(const void* address, void* bytes, size_t size) {
  int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  off_t place = static_cast<off_t>(reinterpret_cast<uintptr_t>(address));
  ssize_t got = pread(memory, bytes, size, place);
  close(memory);
  return got == static_cast<ssize_t>(size);
}

// Empty where no page is.
inline std::string Peek(const void* address, size_t size) {
  std::string bytes(size, '?');
  return PeekInto(address, &bytes[0], size) ? bytes : std::string();
}

}  // namespace buffer_test

#endif
