#include "tests/bench/system/proc.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace bench {
namespace {

// Device and inode, as /proc/self/maps has them of a mapping without a file.
const char kNoFile[] = " 00:00 0 ";

}  // namespace

size_t status_bytes(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind(field + ":", 0) == 0) return std::stoul(line.substr(field.size() + 1)) * 1024;
  return 0;
}

size_t mappings() {
  std::ifstream maps("/proc/self/maps");
  size_t count = 0;
  for (std::string line; std::getline(maps, line);)
    count += line.find(kNoFile) != std::string::npos;
  return count;
}

// A mapping's first line is "start-end …", its flags stand in the line "VmFlags: … lo …".
Locked::Locked() {
  std::ifstream smaps("/proc/self/smaps");
  unsigned long start = 0, end = 0;
  for (std::string line; std::getline(smaps, line);) {
    const size_t colon = line.find(':'), dash = line.find('-');
    if (dash < colon && sscanf(line.c_str(), "%lx-%lx ", &start, &end) == 2) continue;
    if (line.rfind("VmFlags:", 0) == 0 && line.find(" lo") != std::string::npos)
      ranges_.push_back({start, end});
  }
}

bool Locked::holds(const void* pointer) const {
  const uintptr_t address = reinterpret_cast<uintptr_t>(pointer);
  auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address,
                                [](uintptr_t a, const Range& range) { return a < range.start; });
  return after != ranges_.begin() && address < std::prev(after)->end;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
  return "unknown";
}

std::string kernel() {
  struct utsname name;
  if (uname(&name) != 0) return "unknown";
  return std::string(name.sysname) + " " + name.release + " " + name.machine;
}

}  // namespace bench
