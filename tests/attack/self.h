// self.h: what the kernel says of this process and its pages: proc(5), status and smaps.
#ifndef TESTS_ATTACK_SELF_H
#define TESTS_ATTACK_SELF_H

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

extern "C" {  // headers of C files alone
#include "tools/secmem/attack/layout.h"
#include "tools/secmem/attack/linux_mappings.h"
}

namespace attack_test {

// A line of /proc/self/status in bytes.
inline uint64_t Status(const char *name) {
  unsigned long long kibibytes = 0;
  char line[256];
  FILE *file = fopen("/proc/self/status", "re");
  while (file != nullptr && fgets(line, sizeof line, file) != nullptr)
    if (strncmp(line, name, strlen(name)) == 0) sscanf(line + strlen(name), ": %llu", &kibibytes);
  if (file != nullptr) fclose(file);
  return kibibytes * 1024;
}

// ATTACK_PAGE_… of the mapping that a byte is in; 0: none.
inline uint32_t PageOf(const void *bytes) {
  std::vector<attack_mapping> all(4096);
  all.resize(attack_mappings_read(all.data(), all.size()));
  for (const attack_mapping &it : all)
    if (reinterpret_cast<uintptr_t>(bytes) >= it.start &&
        reinterpret_cast<uintptr_t>(bytes) < it.end)
      return it.has;
  return 0;
}

}  // namespace attack_test

#endif
