/* securememory/factory.h: a factory decides how its secrets rest.

   Threads: any thread may call any function of securememory. Signals: not in handlers. */
#ifndef SECUREMEMORY_FACTORY_H
#define SECUREMEMORY_FACTORY_H

#include "memguard/context.h"
#include "memguard/io.h"

MEMCALL_BEGIN

/* securememory_status: 0 to 26 are memguard's numbers and meanings. */
typedef enum securememory_status {
  SECUREMEMORY_OK = 0,
  SECUREMEMORY_ERR_INVALID = 1,
  SECUREMEMORY_ERR_OVERFLOW = 2,
  SECUREMEMORY_ERR_NO_MEMORY = 3,
  SECUREMEMORY_ERR_LOCK_LIMIT = 4,
  SECUREMEMORY_ERR_DENIED = 5,
  SECUREMEMORY_ERR_UNSUPPORTED = 6,
  SECUREMEMORY_ERR_SYSTEM = 7,
  SECUREMEMORY_ERR_EXPIRED = 16,
  SECUREMEMORY_ERR_FORKED = 17,
  SECUREMEMORY_ERR_TOO_SMALL = 19,
  SECUREMEMORY_ERR_AUTH = 20,
  SECUREMEMORY_ERR_END = 21,
  SECUREMEMORY_ERR_IO = 22,
  SECUREMEMORY_ERR_RANDOM = 23,
  SECUREMEMORY_ERR_CORRUPT = 24,
  SECUREMEMORY_ERR_BUSY = 25,
  SECUREMEMORY_ERR_CALLBACK = 26,
  SECUREMEMORY_ERR_CLOSED = 32 /* by its owner */
} securememory_status;

/* securememory_status_name returns the enumerator's spelling, or "SECUREMEMORY_ERR_?" for a number
   that is none. Static storage, never NULL. */
MEMCALL_API const char *securememory_status_name(securememory_status status);

/* securememory_version returns "major.minor.patch" of the library that was linked. Static storage.
 */
MEMCALL_API const char *securememory_version(void);

typedef struct securememory_factory securememory_factory;

typedef enum securememory_kind {
  SECUREMEMORY_SEALED =
      1 /* ciphertext at rest, plaintext in locked memory only while someone is inside */
} securememory_kind;

typedef struct securememory_factory_options {
  size_t struct_size; /* sizeof(securememory_factory_options) */
  uint32_t flags;     /* must be 0 */
} securememory_factory_options;

/* securememory_default_factory: SEALED, on memguard's default context. Never NULL; its set-up
   happens, and may fail, in the first call that uses it. */
MEMCALL_API securememory_factory *securememory_default_factory(void);

/* securememory_factory_new makes a factory on a context that outlives it. options NULL: the
   defaults. *out is the caller's, to be ended by securememory_factory_destroy; NULL on failure. OK;
   INVALID: NULL context or out, unknown kind; UNSUPPORTED: an option that this version does not
   know; NO_MEMORY. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_factory_new(memguard_context *context, securememory_kind kind,
                         const securememory_factory_options *options, securememory_factory **out);

/* securememory_factory_destroy ends it. OK, also for NULL; BUSY: secrets of it live, and nothing
   happens; INVALID: the default factory. Threads: the last call on it. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_factory_destroy(securememory_factory *factory);

MEMCALL_END

#endif
