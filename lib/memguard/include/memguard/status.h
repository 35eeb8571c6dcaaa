/* memguard/status.h: what a call answers.

   Threads: any thread may call any function of memguard, unless its header says otherwise.
   Signals: not in handlers, unless it says "Signals: safe." */
#ifndef MEMGUARD_STATUS_H
#define MEMGUARD_STATUS_H

#include "memcall/memcall.h"

MEMCALL_BEGIN

/* memguard_status: 0 to 7 are memcall's numbers and meanings (static assertions keep them so). */
typedef enum memguard_status {
  MEMGUARD_OK = 0,
  MEMGUARD_ERR_INVALID = 1,
  MEMGUARD_ERR_OVERFLOW = 2,
  MEMGUARD_ERR_NO_MEMORY = 3,
  MEMGUARD_ERR_LOCK_LIMIT = 4,
  MEMGUARD_ERR_DENIED = 5,
  MEMGUARD_ERR_UNSUPPORTED = 6,
  MEMGUARD_ERR_SYSTEM = 7,
  MEMGUARD_ERR_EXPIRED = 16,   /* the content is gone: purged, or sealed away */
  MEMGUARD_ERR_FORKED = 17,    /* the content stayed with the parent process */
  MEMGUARD_ERR_ACCESS = 18,    /* a frozen buffer was to be written, or a hidden one read */
  MEMGUARD_ERR_TOO_SMALL = 19, /* the destination; the needed size is in the out-parameter */
  MEMGUARD_ERR_AUTH = 20,      /* ciphertext was changed, or belongs to another key */
  MEMGUARD_ERR_END = 21,       /* nothing left to read */
  MEMGUARD_ERR_IO = 22,        /* a source or sink failed */
  MEMGUARD_ERR_RANDOM = 23,    /* no randomness */
  MEMGUARD_ERR_CORRUPT =
      24, /* a canary is broken (only when the violation handler returns, and from verify) */
  MEMGUARD_ERR_BUSY = 25,    /* objects are still alive */
  MEMGUARD_ERR_CALLBACK = 26 /* your callback returned non-zero */
} memguard_status;

/* memguard_status_name returns the enumerator's spelling, or "MEMGUARD_ERR_?" for a number that is
   none. Static storage, never NULL. Signals: safe. */
MEMCALL_API const char *memguard_status_name(memguard_status status);

/* memguard_version returns "major.minor.patch" of the library that was linked. Static storage.
 * Signals: safe. */
MEMCALL_API const char *memguard_version(void);

MEMCALL_END

#endif
