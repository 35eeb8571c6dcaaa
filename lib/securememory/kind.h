/* kind.h: what a kind of rest must be able to do. A secret does the counting and the locking; a
   kind only stores, opens and closes, one call at a time. */
#ifndef SECUREMEMORY_LIB_KIND_H
#define SECUREMEMORY_LIB_KIND_H

#include <stdbool.h>

#include "memguard/memguard.h"

/* What a secret holds: the value at rest, and the plaintext while it is open. */
typedef struct securememory_held {
  memguard_context *context;
  memguard_enclave *enclave; /* of the sealed kind; NULL when wiped */
  memguard_buffer *buffer;   /* of the kinds with pages of their own */
  unsigned char *slot;       /* of the sealed kind, while it is open */
  const unsigned char *open; /* NULL at rest */
  size_t size;
} securememory_held;

/* What these calls answer is reported already, but for status and safeguards, and EXPIRED of
   close. */
typedef struct securememory_kind_calls {
  /* held->context and size are set; bytes NULL: random. */
  memguard_status (*store)(securememory_held *held, const void *bytes, const char *operation);
  memguard_status (*status)(const securememory_held *held); /* OK, EXPIRED; not when wiped */
  /* At rest → open; nothing left on failure. */
  memguard_status (*open)(securememory_held *held, const char *operation);
  /* Open → at rest. EXPIRED: a purge came since it was opened, or (*refused) access could not be
     taken back; wiped. */
  memguard_status (*close)(securememory_held *held, const char *operation, bool *refused);
  void (*wipe)(securememory_held *held); /* at rest → nothing, at the same addresses */
  void (*drop)(securememory_held *held); /* at rest or wiped → gone; also in a forked child */
  memguard_status (*safeguards)(const securememory_held *held, memguard_safeguards *out);
  bool keyed; /* its pages may be closed by a protection key, which who is inside has to open */
} securememory_kind_calls;

extern const securememory_kind_calls securememory_kind_sealed;
extern const securememory_kind_calls securememory_kind_protected;
extern const securememory_kind_calls securememory_kind_guarded;

#endif
