// peek.h: what stands in pages that nobody may read.
#ifndef TESTS_MEMGUARD_BUFFER_PEEK_H
#define TESTS_MEMGUARD_BUFFER_PEEK_H

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace buffer_test {

// Through proc(5)'s mem, which reads past page protection; empty where no page is.
inline std::string Peek(const void* address, size_t size) {
  std::string bytes(size, '?');
  int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  ssize_t got =
      pread(memory, &bytes[0], size, static_cast<off_t>(reinterpret_cast<uintptr_t>(address)));
  close(memory);
  return got == static_cast<ssize_t>(size) ? bytes : std::string();
}

}  // namespace buffer_test

#endif
