/* host.h: seam 2, everything but memory that the three libraries ask of an operating system. One
   folder of small files, a _posix.c and a _windows.c for each, chosen by Bazel; tests may link
   others. */
#ifndef MEMCALL_HOST_HOST_H
#define MEMCALL_HOST_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"

MEMCALL_BEGIN

/* --- thread ---------------------------------------------------------------------------------- */

void memcall_host_yield(void); /* lets another thread run; for the slow path of a lock */
uint64_t memcall_host_thread(
    void); /* a number of this thread's own, not 0, not reused while it lives */
uint64_t memcall_host_process(void);  /* a number of this process's own: getpid(2) */
uint64_t memcall_host_clock_ms(void); /* monotonic milliseconds */

/* --- fork ------------------------------------------------------------------------------------ */

typedef void (*memcall_host_fork_fn)(void);

/* From now on calls `prepare` before each fork(2) of this process and of its children, in the
   thread that forks and after the prepare handlers that were registered later; and `parent` in the
   same thread when the child is made or could not be. Never undone. OK, and nothing ever happens,
   where no process is forked. Source: pthread_atfork(3). */
memcall_answer memcall_host_at_fork(memcall_host_fork_fn prepare, memcall_host_fork_fn parent);

/* --- file ------------------------------------------------------------------------------------ */

/* Reads at most size bytes; *got == 0 with OK is the end. EINTR is retried. descriptor: POSIX
   descriptor or HANDLE. */
memcall_answer memcall_host_read(intptr_t descriptor, void *bytes, size_t size, size_t *got);
/* Writes all of bytes or answers an error. */
memcall_answer memcall_host_write(intptr_t descriptor, const void *bytes, size_t size);
/* Writes to standard error what fits, ignoring failure. Signals: safe. */
void memcall_host_complain(const char *text);
/* abort(3) after resetting SIGABRT to its default. Signals: safe. */
MEMCALL_NORETURN void memcall_host_abort(void);

MEMCALL_END

#endif
