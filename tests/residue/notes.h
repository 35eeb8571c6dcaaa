// notes.h: the registers of every thread in a core file: elf(5), PT_NOTE.
#ifndef TESTS_RESIDUE_NOTES_H
#define TESTS_RESIDUE_NOTES_H

#include <string>

namespace residue_test {

struct Notes {
  int general = 0, floating = 0, extended = 0;  // NT_PRSTATUS, NT_FPREGSET, NT_X86_XSTATE
  std::string registers;                        // the content of them all
};

Notes NotesOf(int file);

// Whether 4 bytes in a row of `secret` stand in `seen`. Those that
// hardly vary do not count.
bool HasFour(const std::string& seen, const unsigned char* secret, size_t length);

}  // namespace residue_test

#endif
