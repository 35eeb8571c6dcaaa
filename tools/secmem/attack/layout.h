/* layout.h: where a victim's secret stands: offsets and sizes in whole pages, never an address. */
#ifndef TOOLS_SECMEM_ATTACK_LAYOUT_H
#define TOOLS_SECMEM_ATTACK_LAYOUT_H

#include <stdint.h>

#include "tools/secmem/attack/attack.h"

MEMCALL_BEGIN

/* What pages have, as the system says. */
enum {
  ATTACK_PAGE_READ = 1,
  ATTACK_PAGE_WRITE = 2,
  ATTACK_PAGE_GUARD = 4, /* an access faults, and there is nothing behind it */
  ATTACK_PAGE_TOUCHED = 8,
  ATTACK_PAGE_LOCKED = 16,
  ATTACK_PAGE_NO_DUMP = 32,
  ATTACK_PAGE_FORK_ZERO = 64,    /* a child finds zeros there */
  ATTACK_PAGE_FORK_ABSENT = 128, /* a child finds nothing there */
  ATTACK_PAGE_MERGED = 256       /* the kernel may merge it with equal pages (KSM) */
};

enum { ATTACK_RUNS = 16 };

typedef struct attack_run { /* pages beside each other that are alike */
  uint64_t bytes;
  uint64_t has;
} attack_run;

typedef struct attack_layout {
  uint32_t runs;          /* 0: it could not be measured */
  uint32_t page;          /* bytes */
  uint64_t place, length; /* of the secret, from the start of the first run; length 0: its plaintext
                             is nowhere, and these are the pages of the key */
  uint64_t before, after; /* bytes beside it, in its pages, that are not zero: canary, or the C
                             library's notes */
  attack_run run[ATTACK_RUNS];
} attack_layout;

/* Has a victim keep the secret and measure itself. */
void attack_look(attack_session *session, attack_storage storage, attack_layout *out);

MEMCALL_END

#endif
