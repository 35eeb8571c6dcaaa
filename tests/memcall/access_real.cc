// The kernel is asked: a system call on a bad address answers EFAULT, where the program itself
// would die.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>

#include "tests/memcall/access.h"

namespace {

struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (pipe(ends) != 0) ends[0] = ends[1] = -1;
  }
  ~Pipe() {
    close(ends[0]);
    close(ends[1]);
  }
};

}  // namespace

bool Readable(const void *address) {
  Pipe through;
  return write(through.ends[1], address, 1) == 1;
}

bool Writable(void *address) {
  Pipe through;
  return write(through.ends[1], address, 1) == 1 && read(through.ends[0], address, 1) == 1;
}

size_t MappingsIn(const void *address, size_t size) {
  const unsigned long long from = reinterpret_cast<uintptr_t>(address), to = from + size;
  std::ifstream maps("/proc/self/maps");
  size_t count = 0;
  for (std::string line; std::getline(maps, line);) {
    unsigned long long start, end;
    const bool read = std::sscanf(line.c_str(), "%llx-%llx ", &start, &end) == 2;
    count += read && start < to && from < end;
  }
  return count;
}
