/* wire.h: what the attacker and its victim say to each other: two pipes, the victim's descriptors 0
   and 1. The secret itself follows the request, read straight to where the victim keeps it. */
#ifndef TOOLS_SECMEM_ATTACK_WIRE_H
#define TOOLS_SECMEM_ATTACK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ATTACK_VICTIM_WORD "attack-victim" /* the subcommand, and all of the command line */

/* What a victim does once it keeps the secret, on a byte from the attacker. */
typedef enum attack_act {
  ATTACK_ACT_HOLD,         /* nothing, until the pipe ends */
  ATTACK_ACT_ABORT,        /* dies, and leaves a core file if it can */
  ATTACK_ACT_USE_AND_DIE,  /* the same right after it used the secret */
  ATTACK_ACT_FORK,         /* a child of it sends all of its own memory */
  ATTACK_ACT_VFORK,        /* the same of a child that shares its memory */
  ATTACK_ACT_DROP,         /* frees the secret, after no stray write at all */
  ATTACK_ACT_WRITE_PAST,   /* the same after changing the byte behind it */
  ATTACK_ACT_WRITE_BEFORE, /* … the byte before it */
  ATTACK_ACT_READ_STALE,   /* sends the secret's place before and after freeing it */
  ATTACK_ACT_MEASURE,      /* sends its attack_layout */
  ATTACK_ACTS
} attack_act;

/* Not on the command line: what stands there stands in core files, and differs from victim to
   victim. */
typedef struct attack_request {
  uint64_t length;
  uint32_t storage, act;
  char folder[128]; /* for core files */
} attack_request;

typedef enum attack_tag {
  ATTACK_SAYS_READY = 1, /* the secret is in place, with these safeguards */
  ATTACK_SAYS_FAILED,    /* text says why */
  ATTACK_SAYS_MISSING,   /* the library that should keep it is not installed: text says which */
  ATTACK_SAYS_WRITTEN,   /* the stray write did not fault */
  ATTACK_SAYS_FREED,
  ATTACK_SAYS_VIOLATION, /* the library noticed: text says what, and in which call */
  ATTACK_SAYS_BYTES,     /* `length` bytes of memory follow, which stood at `address` */
  ATTACK_SAYS_LAYOUT,    /* an attack_layout follows */
  ATTACK_SAYS_END
} attack_tag;

typedef struct attack_reply {
  uint32_t tag;
  uint32_t requested, in_force;
  int32_t code; /* errno, or the kind of a violation */
  uint64_t address, length;
  char text[160];
} attack_reply;

/* read(2) and write(2) until all of it went through. No stdio, which would keep a copy. */
bool attack_read_all(int from, void *bytes, size_t length);
bool attack_write_all(int to, const void *bytes, size_t length);

#endif
