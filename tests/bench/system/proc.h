// proc.h: what /proc says of this process.
#ifndef TESTS_BENCH_SYSTEM_PROC_H
#define TESTS_BENCH_SYSTEM_PROC_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bench {

// One field of /proc/self/status, in bytes: "VmLck", "VmRSS".
size_t status_bytes(const std::string& field);

// Anonymous mappings of this process: memory, and guards; not the files of programs and libraries.
size_t mappings();

// The locked mappings of this moment, by the kernel's own flags.
class Locked {
 public:
  Locked();
  bool holds(const void* pointer) const;

 private:
  struct Range {
    uintptr_t start, end;
  };
  std::vector<Range> ranges_;  // in order of address
};

// What this machine is: the processor's and the kernel's names.
std::string processor();
std::string kernel();

}  // namespace bench

#endif
