/* kind.h: what a kind of rest must be able to do. A secret does the counting; a kind only stores,
 * opens and closes. */
#ifndef SECUREMEMORY_LIB_KIND_H
#define SECUREMEMORY_LIB_KIND_H

#include "memguard/memguard.h"

/* What a secret holds: the value at rest, and the plaintext while it is open. */
typedef struct securememory_held {
  memguard_context *context;
  memguard_enclave *enclave;
  unsigned char *open; /* NULL at rest */
  size_t size;
} securememory_held;

typedef struct securememory_kind_calls {
  memguard_status (*store)(
      securememory_held *held,
      const void *bytes); /* held->context and size are set; bytes NULL: random */
  memguard_status (*status)(const securememory_held *held); /* OK, EXPIRED, FORKED */
  memguard_status (*open)(
      securememory_held *held);           /* at rest → open; nothing left behind on failure */
  void (*close)(securememory_held *held); /* open → at rest; wiped */
  void (*drop)(securememory_held *held);  /* at rest → gone */
} securememory_kind_calls;

extern const securememory_kind_calls securememory_kind_sealed;

#endif
