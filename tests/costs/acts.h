/* acts.h: the hot paths: what a program does with its secrets all day, in the state it is in all day (warm, nothing
   lacking). What each costs is kept in two forms that do not vary from run to run: system calls, here, and
   instructions, in instructions.txt. */
#ifndef TESTS_COSTS_ACTS_H
#define TESTS_COSTS_ACTS_H

#include "memcall/memcall.h"

MEMCALL_BEGIN

typedef struct costs_act {
  const char *name;
  void (*run)(void);
  unsigned calls; /* system calls of one */
} costs_act;

extern const costs_act costs_acts[]; /* ends with a NULL name */

/* Prepares what the acts need, and ends it. A call that fails ends the process with its text. */
void costs_begin(void);
void costs_end(void);

MEMCALL_END

#endif
