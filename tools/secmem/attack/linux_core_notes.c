/* linux_core_notes.c: goes through the headers; contents stay where they are. */
#include "tools/secmem/attack/linux_core_notes.h"

#include <elf.h>
#include <link.h>
#include <unistd.h>

#ifndef NT_ARM_SVE
#define NT_ARM_SVE 0x405
#endif

static bool read_at(int file, off_t at, void *bytes, size_t size) {
  return pread(file, bytes, size, at) == (ssize_t)size;
}

static size_t padded(size_t size) { return (size + 3) & ~(size_t)3; }

static bool walk(int file, off_t at, off_t end, attack_note_fn call, void *user) {
  ElfW(Nhdr) head;
  while (at + (off_t)sizeof head <= end) {
    if (!read_at(file, at, &head, sizeof head)) return false;
    off_t content = at + (off_t)(sizeof head + padded(head.n_namesz));
    call(head.n_type, content, head.n_descsz, user);
    at = content + (off_t)padded(head.n_descsz);
  }
  return true;
}

bool attack_core_notes(int file, attack_note_fn call, void *user) {
  ElfW(Ehdr) head;
  ElfW(Phdr) part;
  if (!read_at(file, 0, &head, sizeof head)) return false;
  for (int i = 0; i < head.e_phnum; i++) {
    if (!read_at(file, (off_t)head.e_phoff + (off_t)i * (off_t)sizeof part, &part, sizeof part))
      return false;
    off_t at = (off_t)part.p_offset;
    if (part.p_type == PT_NOTE && !walk(file, at, at + (off_t)part.p_filesz, call, user))
      return false;
  }
  return true;
}

bool attack_note_is_of_registers(uint32_t type) {
  return type == NT_PRSTATUS || type == NT_FPREGSET || type == NT_X86_XSTATE || type == NT_ARM_SVE;
}
