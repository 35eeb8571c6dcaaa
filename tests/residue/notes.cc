#include "tests/residue/notes.h"

#include <elf.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace residue_test {
namespace {

std::string ReadAt(int file, off_t at, size_t size) {
  std::string bytes(size, '\0');
  ssize_t got = pread(file, &bytes[0], size, at);
  return bytes.substr(0, got > 0 ? static_cast<size_t>(got) : 0);
}

template <typename T>
T Head(const std::string& bytes, size_t at) {
  T head = {};
  if (at + sizeof head <= bytes.size()) memcpy(&head, bytes.data() + at, sizeof head);
  return head;
}

size_t Padded(size_t size) { return (size + 3) & ~size_t{3}; }

int* CountOf(uint32_t type, Notes* notes) {
  return type == NT_PRSTATUS     ? &notes->general
         : type == NT_FPREGSET   ? &notes->floating
         : type == NT_X86_XSTATE ? &notes->extended
                                 : nullptr;
}

void Walk(const std::string& bytes, Notes* notes) {
  for (size_t at = 0; at + sizeof(ElfW(Nhdr)) <= bytes.size();) {
    const auto note = Head<ElfW(Nhdr)>(bytes, at);
    const size_t content = at + sizeof note + Padded(note.n_namesz);
    if (int* count = CountOf(note.n_type, notes)) {
      notes->registers += bytes.substr(std::min(content, bytes.size()), note.n_descsz);
      ++*count;
    }
    at = content + Padded(note.n_descsz);
  }
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
  Notes notes;
  const auto head = Head<ElfW(Ehdr)>(ReadAt(file, 0, sizeof(ElfW(Ehdr))), 0);
  for (int i = 0; i < head.e_phnum; i++) {
    const off_t at = static_cast<off_t>(head.e_phoff + i * sizeof(ElfW(Phdr)));
    const auto part = Head<ElfW(Phdr)>(ReadAt(file, at, sizeof(ElfW(Phdr))), 0);
    if (part.p_type == PT_NOTE)
      Walk(ReadAt(file, static_cast<off_t>(part.p_offset), part.p_filesz), &notes);
  }
  return notes;
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
