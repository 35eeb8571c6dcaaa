/* securememory/secret.h: a value that does not change, readable only while someone is inside it.

   Threads: all calls on one secret may run at once, and nest; the first one in opens it, the last
   one out brings it to rest. Only destroy is the handle's last call.

   A purge makes every secret of its context EXPIRED at once. Who is inside then goes on with the
   true bytes (nobody ever goes on with a key of zeros), and is told afterwards to discard the
   result; with MEMGUARD_PURGE_HEAP the bytes of a sealed one are taken from him, and he faults. In
   a forked child all secrets of the parent answer FORKED; what a callback sees after a fork inside
   it is zeros or a fault, as the context's options say. */
#ifndef SECUREMEMORY_SECRET_H
#define SECUREMEMORY_SECRET_H

#include <stdbool.h>

#include "securememory/factory.h"

MEMCALL_BEGIN

/* securememory_secret is a handle of one. Opaque. */
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

/* securememory_secret_new_prompt writes prompt to the process's terminal, switches its echo off and
   reads one line straight into locked memory: bytes as they were typed (UTF-8), without the line's
   end. limit in bytes; the most is 4,094, or less where the terminal's own lines are shorter. On
   every way out the terminal is as it was before, also by the signals that end or stop a process:
   they are kept back until then and delivered afterwards. Ctrl-C ends the process as ever, if no
   handler thinks otherwise; Ctrl-Z stops it, and when it goes on it asks again. Only SIGKILL,
   SIGSTOP and _exit(2) leave a terminal without echo. The terminal driver keeps a copy of the line
   for a while, beyond a program's reach. Also: NO_TERMINAL; CANCELLED: Ctrl-D, or a signal whose
   handler lets the process live; END: nothing was typed; TOO_SMALL: more than limit was; BUSY:
   another thread is asking; IO; INVALID: NULL, limit 0. Source: termios(3), SetConsoleMode. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_new_prompt(
    securememory_factory *factory, const char *prompt, size_t limit, securememory_secret **out);

/* securememory_secret_duplicate makes another secret of the same bytes and factory, which lives and
   is closed on its own. Statuses of the constructors and of with_bytes but CALLBACK. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_duplicate(securememory_secret *secret, securememory_secret **out);

/* --- Asking ---------------------------------------------------------------------------------- */

/* securememory_secret_status: OK; CLOSED, from the moment that close was called; EXPIRED: purged,
   or access to it could not be taken back; FORKED; INVALID (NULL). */
MEMCALL_API securememory_status securememory_secret_status(const securememory_secret *secret);

/* securememory_secret_size in bytes, whatever the status; 0 for NULL. Not a secret. */
MEMCALL_API size_t securememory_secret_size(const securememory_secret *secret);

/* securememory_secret_safeguards tells what protects the bytes: SEALED: the context's pages, where
   the plaintext is while someone is inside; the other kinds: the secret's own. OK; INVALID; and
   securememory_secret_status's. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_safeguards(const securememory_secret *secret, memguard_safeguards *out);

/* --- Inside ---------------------------------------------------------------------------------- */

/* securememory_secret_with_bytes calls back with the plaintext. OK: the callback ran, returned 0,
   and the secret is at rest again, or open for others who are inside. CALLBACK: it returned
   something else. CLOSED, INVALID, NO_MEMORY, LOCK_LIMIT, DENIED, UNSUPPORTED, AUTH, SYSTEM: it did
   not run.
   EXPIRED, FORKED: either it did not run, or a purge or fork overlapped, or access could not be
   taken back and the secret was wiped: discard what it did. A thread that is inside may enter
   again, also while the secret is being closed. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_with_bytes(securememory_secret *secret, memguard_bytes_fn callback, void *user);

/* securememory_loan is the same for code that cannot be a callback. */
typedef struct securememory_loan {
  const unsigned char *bytes;  /* the plaintext, until it is returned */
  size_t length;               /* in bytes */
  securememory_secret *secret; /* whose it is */
} securememory_loan;

/* securememory_secret_borrow enters until securememory_secret_return; *out is zeroed on failure.
   Statuses of with_bytes but CALLBACK.
   Threads: a loan ends in the thread that took it; see securememory_kind for who may read it. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_borrow(securememory_secret *secret, securememory_loan *out);

/* securememory_secret_return ends a loan and zeroes it. OK, also for one that is zeroed; EXPIRED,
   FORKED: as with_bytes, discard what was done with it; INVALID: NULL, or this thread has no loan
   of that secret, and then *loan is left for the one that has. */
MEMCALL_API securememory_status securememory_secret_return(securememory_loan *loan);

/* securememory_secret_equal compares in constant time; different lengths: false. Statuses of
   with_bytes but CALLBACK; *equal is false on failure. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_secret_equal(
    securememory_secret *secret, const void *bytes, size_t length, bool *equal);

/* securememory_secret_equal_to compares two secrets of any kinds and factories in the same way.
   Statuses of with_bytes but CALLBACK. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_equal_to(securememory_secret *secret, securememory_secret *other, bool *equal);

/* --- The end --------------------------------------------------------------------------------- */

#define SECUREMEMORY_FOREVER UINT32_MAX /* a timeout that never comes */

/* securememory_secret_close lets nobody else in, waits until those inside are out, and wipes. OK:
   it is wiped, also when that had happened before; the handle answers CLOSED until it is destroyed.
   TIMEOUT: after timeout_ms milliseconds (0: at once) somebody is still inside; nobody else gets
   in, the last one out wipes, and close may be called again. DEADLOCK: this thread is inside, and
   nothing happened. INVALID: NULL; FORKED. NO_MEMORY, SYSTEM: it is as after TIMEOUT, but there was
   no way to wait. Two threads that are each inside the secret which the other one closes, with
   SECUREMEMORY_FOREVER, wait forever. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_secret_close(securememory_secret *secret, uint32_t timeout_ms);

/* securememory_secret_destroy ends the handle and never waits: those inside finish, the last one
   out wipes. NULL: no effect. Kinds with pages of their own: a broken canary goes to the context's
   violation handler (UNDERFLOW). */
MEMCALL_API void securememory_secret_destroy(securememory_secret *secret);

/* --- Piece by piece -------------------------------------------------------------------------- */

/* securememory_reader has an offset of its own. It may outlive the secret's handle: then it answers
   CLOSED. Threads: any number may read from one reader; each byte goes to one of them. */
typedef struct securememory_reader securememory_reader;

/* securememory_reader_new starts at the first byte. *out is the caller's, NULL on failure. OK;
   INVALID; NO_MEMORY; and securememory_secret_status's. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_reader_new(securememory_secret *secret,
                                                                        securememory_reader **out);

/* securememory_reader_read copies the next bytes, at most capacity, to memory of the caller's,
   which should be of memguard/heap.h. OK: *got of them, also the last ones; END: there are no more,
   and *got is 0. Statuses of with_bytes but CALLBACK: *got is 0, and no byte is skipped. capacity
   0: OK and 0 bytes. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_reader_read(securememory_reader *reader, void *bytes, size_t capacity, size_t *got);

/* securememory_reader_destroy ends it. NULL: no effect. */
MEMCALL_API void securememory_reader_destroy(securememory_reader *reader);

MEMCALL_END

#endif
