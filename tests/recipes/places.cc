// places.cc: goes through /proc/self/mem, mapping by mapping. Of secmem's own search nothing is used: it brings
// BoringSSL, whose symbols are those of the OpenSSL that is tested here.
#include "tests/recipes/places.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

namespace recipes_test {
namespace {

const unsigned char kMask = 0x5a;
const std::size_t kPiece = 1 << 20;

struct Mapping {
  std::uintptr_t begin = 0, end = 0;
  bool read = false, guarded = false;
};

std::vector<Mapping> Mappings() {
  std::vector<Mapping> all;
  std::ifstream smaps("/proc/self/smaps");
  for (std::string line; std::getline(smaps, line);) {
    unsigned long long begin, end;
    char access = 0;
    if (std::sscanf(line.c_str(), "%llx-%llx %c", &begin, &end, &access) == 3)
      all.push_back({begin, end, access == 'r' && line.find("[stack]") == line.npos, false});
    if (line.rfind("VmFlags:", 0) == 0)
      all.back().guarded = line.find(" lo") != line.npos && line.find(" dd") != line.npos;
  }
  return all;
}

// What is read while seeking, in a mapping of its own, which is left out.
class Piece {
 public:
  Piece()
      : bytes_(static_cast<unsigned char*>(
            mmap(nullptr, kPiece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))),
        memory_(open("/proc/self/mem", O_RDONLY | O_CLOEXEC)) {}
  ~Piece() {
    munmap(bytes_, kPiece);
    close(memory_);
  }
  Piece(const Piece&) = delete;
  Piece& operator=(const Piece&) = delete;

  bool IsIn(const Mapping& mapping) const {
    const std::uintptr_t own = reinterpret_cast<std::uintptr_t>(bytes_);
    return mapping.begin <= own && own < mapping.end;
  }

  // Guard pages within a mapping cannot be read, and end what is read at once.
  std::size_t Count(const Mapping& mapping, const Sought& sought) {
    const std::uintptr_t page = std::uintptr_t(sysconf(_SC_PAGESIZE));
    std::size_t count = 0;
    for (std::uintptr_t at = mapping.begin; at < mapping.end;) {
      const std::size_t wanted = std::min(kPiece, mapping.end - at), got = Read(at, wanted);
      count += sought.CountIn(bytes_, got);
      if (got == 0)
        at = (at / page + 1) * page;
      else
        at += got == kPiece ? got - sought.size() + 1 : got;
    }
    return count;
  }

 private:
  std::size_t Read(std::uintptr_t at, std::size_t wanted) {
    const ssize_t got = pread(memory_, bytes_, wanted, off_t(at));
    return got > 0 ? std::size_t(got) : 0;
  }

  unsigned char* bytes_;
  int memory_;
};

}  // namespace

Sought::Sought(const unsigned char* bytes, std::size_t length) : masked_(length) {
  for (std::size_t i = 0; i < length; i++) masked_[i] = bytes[i] ^ kMask;
}

bool Sought::At(const unsigned char* bytes) const {
  for (std::size_t i = 0; i < masked_.size(); i++)
    if ((bytes[i] ^ kMask) != masked_[i]) return false;
  return true;
}

std::size_t Sought::CountIn(const unsigned char* bytes, std::size_t length) const {
  if (length < masked_.size()) return 0;
  const unsigned char *end = bytes + length - masked_.size() + 1, *at = bytes;
  std::size_t count = 0;
  while (at < end && (at = static_cast<const unsigned char*>(
                          memchr(at, masked_[0] ^ kMask, std::size_t(end - at)))) != nullptr)
    count += At(at++);
  return count;
}

Places Find(const Sought& sought) {
  Places places;
  Piece piece;
  for (const Mapping& mapping : Mappings())
    if (mapping.read && !piece.IsIn(mapping))
      (mapping.guarded ? places.guarded : places.elsewhere) += piece.Count(mapping, sought);
  return places;
}

}  // namespace recipes_test
