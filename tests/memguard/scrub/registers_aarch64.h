/* registers_aarch64.h: fills the registers, makes a call, and reads them in the instruction after
   it. */
#ifndef TESTS_MEMGUARD_SCRUB_REGISTERS_AARCH64_H
#define TESTS_MEMGUARD_SCRUB_REGISTERS_AARCH64_H

#include <stdint.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

#define REGISTERS_PATTERN UINT64_C(0xd3d3d3d3d3d3d3d3)

typedef struct registers {
  uint64_t vector[32][2];
  uint64_t general[18]; /* x0-x17 */
} registers;

/* Calls with the pattern in every vector register and in x0-x17. */
void registers_around(void (*call)(void), registers *after);

/* Scalable vectors, for a CPU that has them: up to 2048 bits each, and predicates of a bit for each
   byte; the first-fault register comes after p15. */
typedef struct scalable_registers {
  unsigned char predicates[17][32];
  unsigned char vectors[32][256];
  uint64_t vector_bytes;
} scalable_registers;

/* Calls with every bit of them set. */
void scalable_registers_around(void (*call)(void), scalable_registers *after);

MEMCALL_END

#endif
