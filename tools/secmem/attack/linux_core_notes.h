/* linux_core_notes.h: the notes of a core file, among them what each thread's registers held: elf(5),
   PT_NOTE. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_CORE_NOTES_H
#define TOOLS_SECMEM_ATTACK_LINUX_CORE_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* Gets the type of a note, and where in the file its content is. */
typedef void (*attack_note_fn)(uint32_t type, off_t at, size_t size, void *user);

/* Calls for each note, in the file's order. False: it is no core file, or it ends early. */
bool attack_core_notes(int file, attack_note_fn call, void *user);

/* NT_PRSTATUS, NT_FPREGSET, and what a processor has beyond: NT_X86_XSTATE, NT_ARM_SVE. */
bool attack_note_is_of_registers(uint32_t type);

MEMCALL_END

#endif
