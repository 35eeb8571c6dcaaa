/* table.h: the memory that a victim and its hunter share, and what a victim does. No core file holds
   it, and no search looks into it: what is sought stands here, and so does the stack on which a
   victim finds out what that is. */
#ifndef TESTS_RESIDUE_TABLE_H
#define TESTS_RESIDUE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "memguard/context.h"
#include "securememory/factory.h"

MEMCALL_BEGIN

enum {
  RESIDUE_PLAIN = 1000, /* bytes of plaintext: what a chunk of a stream holds, */
  RESIDUE_SHORT = 48    /* and what an enclave does */
};

typedef struct residue_bytes {
  size_t length;
  unsigned char bytes[1 << 16];
} residue_bytes;

typedef enum residue_state { RESIDUE_STARTS, RESIDUE_WAITS, RESIDUE_MAY_DIE } residue_state;

typedef struct residue_table {
  unsigned char plain[RESIDUE_PLAIN], out[2 * RESIDUE_PLAIN];
  residue_bytes keys;   /* whole keys and what is computed from them: nowhere in memory */
  residue_bytes halves; /* what a key is put together from: on locked pages alone */
  int state;            /* residue_state, by residue_get and residue_set */
  bool as_expected;     /* the act answered what it should */
  char trouble[200];    /* why not */
  int threads;          /* that the victim has */
  unsigned char stack[1 << 18];
} residue_table;

/* NULL: no memory. */
residue_table *residue_table_new(void);
void residue_table_free(residue_table *table);

residue_state residue_get(const residue_table *table);
void residue_set(residue_table *table, residue_state state);

/* --- The victim ------------------------------------------------------------------------------ */

typedef struct residue_kind {
  const char *name;
  memguard_aead aead;
  uint32_t flags;
  securememory_kind rest;
} residue_kind;

extern const residue_kind residue_kinds[];
extern const size_t residue_kinds_count;

/* What is left out, for controls and mutations: the same victim with something wrong in it. */
typedef struct residue_victim {
  const residue_kind *kind;
  const char *act;
  void (*before)(void); /* right before the act; may be NULL */
} residue_victim;

/* Does it in a process that was forked for this: sets all up, acts, and dies by SIGILL in the next
   instruction, with a core file in `folder`. Before it dies for good it waits for RESIDUE_MAY_DIE.
   Never returns. */
void residue_die_acting(residue_table *table, const residue_victim *victim, const char *folder);

MEMCALL_END

#endif
