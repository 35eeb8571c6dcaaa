#include "tests/residue/notes.h"

#include <elf.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "tools/secmem/attack/linux_core_notes.h"

namespace residue_test {
namespace {

struct Taking {
  int file;
  Notes notes;
};

int* CountOf(uint32_t type, Notes* notes) {
  return type == NT_PRSTATUS     ? &notes->general
         : type == NT_FPREGSET   ? &notes->floating
         : type == NT_X86_XSTATE ? &notes->extended
                                 : nullptr;
}

void Take(uint32_t type, off_t at, size_t size, void* user) {
  Taking* taking = static_cast<Taking*>(user);
  int* count = CountOf(type, &taking->notes);
  if (count == nullptr) return;
  std::string content(size, '\0');
  ssize_t got = pread(taking->file, &content[0], size, at);
  taking->notes.registers += content.substr(0, got > 0 ? static_cast<size_t>(got) : 0);
  ++*count;
}

uint32_t GramAt(const unsigned char* bytes) {
  uint32_t gram;
  memcpy(&gram, bytes, sizeof gram);
  return gram;
}

bool Varies(const unsigned char* bytes) {
  int different = 0;
  for (int i = 0; i < 4; i++) different += std::find(bytes, bytes + i, bytes[i]) == bytes + i;
  return different >= 3;
}

}  // namespace

Notes NotesOf(int file) {
  Taking taking = {file, {}};
  return attack_core_notes(file, Take, &taking) ? taking.notes : Notes();
}

bool HasFour(const std::string& seen, const unsigned char* secret, size_t length) {
  std::vector<uint32_t> grams;
  for (size_t at = 0; at + 4 <= length; at++)
    if (Varies(secret + at)) grams.push_back(GramAt(secret + at));
  std::sort(grams.begin(), grams.end());
  const unsigned char* bytes = reinterpret_cast<const unsigned char*>(seen.data());
  for (size_t at = 0; at + 4 <= seen.size(); at++)
    if (std::binary_search(grams.begin(), grams.end(), GramAt(bytes + at))) return true;
  return false;
}

}  // namespace residue_test
