// Through proc(5)'s mem, which reads past page protection.
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>

#include "tests/memguard/buffer/peek.h"

namespace buffer_test {

bool PeekInto(const void* address, void* bytes, size_t size) {
  int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  off_t place = static_cast<off_t>(reinterpret_cast<uintptr_t>(address));
  ssize_t got = pread(memory, bytes, size, place);
  close(memory);
  return got == static_cast<ssize_t>(size);
}

std::string Peek(const void* address, size_t size) {
  std::string bytes(size, '?');
  return PeekInto(address, &bytes[0], size) ? bytes : std::string();
}

}  // namespace buffer_test
