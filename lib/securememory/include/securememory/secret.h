/* securememory/secret.h: a value that does not change, readable only while someone is inside it.

   Threads: all calls on one secret may run at once, and nest; the first reader opens it, the last
   one closes it. */
#ifndef SECUREMEMORY_SECRET_H
#define SECUREMEMORY_SECRET_H

#include <stdbool.h>

#include "securememory/factory.h"

MEMCALL_BEGIN

typedef struct securememory_secret securememory_secret;

/* Constructors. *out is the caller's, to be ended by securememory_secret_destroy; NULL on failure.
   All answer: OK; INVALID: NULL, length 0; OVERFLOW; NO_MEMORY; LOCK_LIMIT, DENIED, UNSUPPORTED: a
   required safeguard; RANDOM; EXPIRED: a purge overlapped; SYSTEM. new_from wipes bytes on success
   and leaves them intact on failure; new_copy leaves them alone; new_random makes length bytes of
   the kernel's generator that nobody has seen. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_new_from(
    securememory_factory *factory, void *bytes, size_t length, securememory_secret **out);
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_new_copy(
    securememory_factory *factory, const void *bytes, size_t length, securememory_secret **out);
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_new_random(
    securememory_factory *factory, size_t length, securememory_secret **out);

/* securememory_secret_new_read reads to the end of source, straight into locked memory. Also: END:
   the source was empty; TOO_SMALL: it holds more than limit bytes; IO: it failed. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_new_read(
    securememory_factory *factory, memguard_source source, size_t limit, securememory_secret **out);

/* securememory_secret_status: OK, EXPIRED (purged), FORKED, INVALID (NULL). */
MEMCALL_API securememory_status securememory_secret_status(const securememory_secret *secret);

/* securememory_secret_size in bytes; 0 for NULL. Not a secret. */
MEMCALL_API size_t securememory_secret_size(const securememory_secret *secret);

/* securememory_secret_safeguards tells what protects the plaintext while someone is inside: the
   context's pages. OK; INVALID; and securememory_secret_status's. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_safeguards(const securememory_secret *secret, memguard_safeguards *out);

/* securememory_secret_with_bytes calls back with the plaintext, which is gone when the last reader
   leaves. OK: the callback ran, returned 0, and the secret is at rest again. CALLBACK: it returned
   something else. EXPIRED, FORKED: either it did not run, or a purge or fork overlapped: discard
   what it did. INVALID, NO_MEMORY, LOCK_LIMIT, AUTH, SYSTEM: it did not run. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_with_bytes(securememory_secret *secret, memguard_bytes_fn callback, void *user);

/* securememory_secret_equal compares in constant time; different lengths: false. Statuses of
 *with_bytes but CALLBACK; equal is false on failure. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_equal(
    securememory_secret *secret, const void *bytes, size_t length, bool *equal);

/* securememory_secret_destroy ends the handle and never waits: readers inside finish, the last one
   wipes. NULL: no effect. */
MEMCALL_API void securememory_secret_destroy(securememory_secret *secret);

MEMCALL_END

#endif
