/* registers.h: fills the registers, makes a call, and reads them in the instruction after it.
   x86-64. */
#ifndef TESTS_MEMGUARD_SCRUB_REGISTERS_H
#define TESTS_MEMGUARD_SCRUB_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* What this machine can show. */
bool registers_have_avx(void);
bool registers_have_avx512(void);

#define REGISTERS_PATTERN UINT64_C(0xd3d3d3d3d3d3d3d3)

typedef struct registers {
  uint64_t vector[32][8]; /* as much of each as there is: xmm, ymm or zmm; of 16 without AVX-512 */
  uint64_t mask[8];
  uint64_t general[9]; /* rax rcx rdx rsi rdi r8 r9 r10 r11 */
} registers;

/* Calls with the pattern in every register that a System V call may change. */
void registers_around(void (*call)(void), registers *after);

/* Reads the vector and mask registers as they are. */
void registers_read(registers *now);

MEMCALL_END

#endif
