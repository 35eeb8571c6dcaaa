/* context.h: the context that a target works in, by its configuration. */
#ifndef FUZZ_CONTEXT_H
#define FUZZ_CONTEXT_H

#include <stdbool.h>

#include "memguard/memguard.h"

/* Bits of the configuration. */
enum {
  FUZZ_LOCK = 0x3,        /* 1: PREFER, 2: OFF, else REQUIRE */
  FUZZ_FORK = 0xc,        /* 4: EXCLUDE, 8: INHERIT, else WIPE */
  FUZZ_NO_GUARDS = 0x10,  /* guards OFF */
  FUZZ_PURGE_HEAP = 0x20, /* the flag of that name, as are those that follow */
  FUZZ_BUDGET = 0x40,     /* 24 pages */
  FUZZ_SHIELD = 0x80,
  FUZZ_AES = 0x100,           /* AES_256_GCM */
  FUZZ_SNAPSHOT_SAFE = 0x200, /* rules FUZZ_AES out */
  FUZZ_HIDE_LENGTH = 0x400,
};

memguard_options fuzz_options(size_t config);

/* No object of it is alive: nothing of any secret is left in it, and it ends. */
memguard_context *fuzz_context_new(size_t config);
void fuzz_context_end(memguard_context *context);

bool fuzz_excludes(size_t config); /* a child has nothing of the parent's pages */
bool fuzz_inherits(size_t config); /* a child has a copy */

/* How many violations were found since the last call; *kind: the last one's. */
size_t fuzz_violations(memguard_violation_kind *kind);

#endif
