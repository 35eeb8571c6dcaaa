/* securememory/factory.h: a factory decides how its secrets rest.

   Threads: any thread may call any function of securememory. Signals: not in handlers. */
#ifndef SECUREMEMORY_FACTORY_H
#define SECUREMEMORY_FACTORY_H

#include <string.h>

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
  SECUREMEMORY_ERR_ACCESS = 18,
  SECUREMEMORY_ERR_TOO_SMALL = 19,
  SECUREMEMORY_ERR_AUTH = 20,
  SECUREMEMORY_ERR_END = 21,
  SECUREMEMORY_ERR_IO = 22,
  SECUREMEMORY_ERR_RANDOM = 23,
  SECUREMEMORY_ERR_CORRUPT = 24,
  SECUREMEMORY_ERR_BUSY = 25,
  SECUREMEMORY_ERR_CALLBACK = 26,
  SECUREMEMORY_ERR_CLOSED = 32,      /* by its owner */
  SECUREMEMORY_ERR_DEADLOCK = 33,    /* this thread is inside the secret it wants to close */
  SECUREMEMORY_ERR_TIMEOUT = 34,     /* somebody is still inside */
  SECUREMEMORY_ERR_NO_TERMINAL = 35, /* nobody to ask */
  SECUREMEMORY_ERR_CANCELLED = 36    /* the person at the prompt gave up */
} securememory_status;

/* securememory_status_name returns the enumerator's spelling, or "SECUREMEMORY_ERR_?" for a number
   that is none. Static storage, never NULL. */
MEMCALL_API const char *securememory_status_name(securememory_status status);

/* securememory_version returns "major.minor.patch" of the library that was linked. Static storage.
 */
MEMCALL_API const char *securememory_version(void);

/* securememory_factory is a handle of one. Opaque. */
typedef struct securememory_factory securememory_factory;

/* securememory_kind is how secrets rest. The calls mean the same for all kinds. While someone is
   inside, the plaintext of every kind is readable in locked memory. */
typedef enum securememory_kind {
  SECUREMEMORY_SEALED = 1, /* ciphertext at rest: thousands of them cost one locked page */
  /* Where the context has protection_keys in force, the pages of the next two are closed to all threads but
     those that are inside: another thread that reads what with_bytes or a loan gave faults. */
  SECUREMEMORY_PROTECTED, /* own pages, no access at rest */
  SECUREMEMORY_GUARDED    /* own pages, read-only at rest: the fastest to enter */
} securememory_kind;

/* securememory_log_fn is given one line without its end: what failed, and why, or where a secret
   was made. Never a byte of a secret, never an address. line is good until it returns. It runs in
   the thread whose call failed, which holds no lock of this library; it must not call back into
   this factory or its secrets, and must return. */
typedef void (*securememory_log_fn)(const char *line, void *user);

/* securememory_factory_options: zero is the default of every field; bytes that this library does
   not know must be zero, or factory_new answers UNSUPPORTED. */
typedef struct securememory_factory_options {
  size_t struct_size;      /* sizeof(securememory_factory_options) */
  uint32_t flags;          /* SECUREMEMORY_TRACK_SITES */
  securememory_log_fn log; /* NULL: nobody is told */
  void *log_user;          /* passed to log as it is */
} securememory_factory_options;

#define SECUREMEMORY_TRACK_SITES 0x1u /* remembers where each was made: factory_leaks */

/* securememory_factory_options_default returns the defaults. */
static inline securememory_factory_options securememory_factory_options_default(void) {
  securememory_factory_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  return options;
}

/* securememory_metrics: a factory's numbers. Each is exact, however many threads count; together
   they are of no one moment. */
typedef struct securememory_metrics {
  size_t struct_size;   /* set by the caller to sizeof(securememory_metrics) */
  uint64_t created;     /* secrets and streams made */
  uint64_t in_use;      /* of them, not closed or destroyed yet */
  uint64_t peak;        /* the most that were in use at once */
  uint64_t opens;       /* times that a secret went from rest to readable: the first one in */
  uint64_t failures;    /* secrets that could not be made, opened, or brought to rest again, and
                              calls on streams that failed (securememory/stream.h) */
  uint64_t timed;       /* opens whose time was taken: about every eighth */
  uint64_t open_ns[32]; /* how many of those took less than 2^i nanoseconds */
} securememory_metrics;

/* securememory_default_factory: SEALED, on memguard's default context. Never NULL; its set-up
   happens, and may fail, in the first call that uses it. */
MEMCALL_API securememory_factory *securememory_default_factory(void);

/* securememory_factory_new makes a factory on a context that outlives it. options NULL: the
   defaults. *out is the caller's, to be ended by securememory_factory_destroy; NULL on failure. OK;
   INVALID: NULL context or out, unknown kind, struct_size too small or more than 4,096;
   UNSUPPORTED: an option that this version does not know; NO_MEMORY. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_factory_new(memguard_context *context, securememory_kind kind,
                         const securememory_factory_options *options, securememory_factory **out);

/* securememory_factory_destroy ends it. OK, also for NULL; BUSY: secrets, readers or streams of it
   live, or somebody is still inside a secret that was destroyed, and nothing happens; INVALID: the
   default factory. Threads: the last call on it. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_factory_destroy(securememory_factory *factory);

/* securememory_factory_metrics fills *out. OK; INVALID: NULL, or struct_size too small. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_factory_metrics(securememory_factory *factory, securememory_metrics *out);

/* securememory_factory_leaks calls log once for each secret or stream whose handle lives, with its
   size (a stream's: the bytes that wait now) and where it was made: the caller of its constructor,
   as "function+0x12 (program+0x3456)", to be turned into a line by addr2line(1). Without
   SECUREMEMORY_TRACK_SITES it is called once, with how many there are. None, or NULL: no effect. One
   that ends meanwhile may or may not be told. */
MEMCALL_API void securememory_factory_leaks(securememory_factory *factory, securememory_log_fn log,
                                            void *user);

MEMCALL_END

#endif
