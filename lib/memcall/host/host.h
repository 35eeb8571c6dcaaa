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

/* --- wait ------------------------------------------------------------------------------------ */

/* Something that one thread waits for and others let happen, once. Made for one wait: nothing of it
   is shared, so a forked child meets no lock that a thread of its parent holds. */
typedef struct memcall_host_event memcall_host_event;
#define MEMCALL_HOST_FOREVER UINT32_MAX

memcall_answer memcall_host_event_new(memcall_host_event **out);
/* True: it happened; false: so many milliseconds went by first. Sleeps meanwhile. */
bool memcall_host_event_wait(memcall_host_event *event, uint32_t timeout_ms);
void memcall_host_event_set(memcall_host_event *event);
void memcall_host_event_destroy(memcall_host_event *event);

/* --- clock ----------------------------------------------------------------------------------- */

uint64_t memcall_host_clock_ns(void); /* monotonic nanoseconds, to measure with */

/* --- site ------------------------------------------------------------------------------------ */

/* Writes where in the program a code address is, by names and offsets that say nothing of where
   memory lies: "function+0x12 (program+0x3456)". Always ended by a NUL. */
void memcall_host_site(const void *code, char *text, size_t capacity);

/* --- prompt ---------------------------------------------------------------------------------- */

/* One question at a time is asked at the process's terminal: begin, read, end, pass_on. */

typedef enum memcall_host_typed {
  MEMCALL_HOST_LINE = 1,   /* a line; what ended it is left out */
  MEMCALL_HOST_TOO_LONG,   /* a line that does not fit */
  MEMCALL_HOST_NO_MORE,    /* the end of input, and nothing before it */
  MEMCALL_HOST_INTERRUPTED /* a signal came that ends or stops processes; pass_on delivers it */
} memcall_host_typed;

/* Bytes of memory that reading a line of so many bytes takes. */
size_t memcall_host_prompt_room(size_t line);
/* Writes text and switches echo off, and keeps signals back that would end or stop the process
   without it being switched on again. UNSUPPORTED: there is no terminal. On failure all is as
   before. */
memcall_answer memcall_host_prompt_begin(const char *text);
/* Waits for a line; UTF-8, as it was typed. All of bytes may be written. */
memcall_answer memcall_host_prompt_read(void *bytes, size_t size, size_t *got,
                                        memcall_host_typed *typed);
/* The terminal and the signals are as they were before begin. */
void memcall_host_prompt_end(void);
/* Delivers the signals that came. True, if the process lives: it was only stopped, so ask again. */
bool memcall_host_prompt_pass_on(void);

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
