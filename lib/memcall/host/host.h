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
uint64_t memcall_host_clock_ms(void); /* monotonic milliseconds; may be 10 late */

/* Starts a thread that nobody waits for: its stack is small, and signals but those of its own faults
   go to other threads. The task is the caller's, and stays as it is until run was called: a copy would
   need malloc(3), whose locks a forked child may find held. */
typedef struct memcall_host_task {
  void (*run)(void *argument);
  void *argument;
} memcall_host_task;
memcall_answer memcall_host_start_thread(const memcall_host_task *task);
MEMCALL_NORETURN void memcall_host_wait_for_good(void); /* until the process ends */

/* Makes this thread able to run fault handlers when its stack has overflowed. *needs_stack: it is,
   once it has a stack for them: one was not given yet. */
memcall_answer memcall_host_prepare_thread(bool *needs_stack);

/* Gives it that stack. give_back(owner) is called when the thread ends. */
typedef void (*memcall_host_stack_fn)(void *owner);
memcall_answer memcall_host_take_signal_stack(void *stack, size_t size,
                                              memcall_host_stack_fn give_back, void *owner);

/* --- signal ---------------------------------------------------------------------------------- */

#define MEMCALL_HOST_SIGNALS 129 /* signals are numbered from 1 to 128 at most */

/* What may be caught: signals that end a process and are no fault of its own. Windows: SIGINT for
   Ctrl-C, SIGBREAK for Ctrl-Break, SIGTERM for a console or session that is closed. */
bool memcall_host_may_catch(int signal);
/* Those by which users and systems end processes. */
const int *memcall_host_usual_signals(size_t *count);

/* Has `tell` called when the signal comes, in whatever thread, with errno kept. It may be called
   anew for a signal that is caught. *ignored: the process ignores it, so all stays as it is. */
typedef void (*memcall_host_signal_fn)(int signal);
memcall_answer memcall_host_catch(int signal, memcall_host_signal_fn tell, bool *ignored);
/* Puts the earlier handler back, unless somebody else's has taken the place of ours since. */
void memcall_host_release(int signal);

/* Both end the process as the signal does by default, or with status 128 + signal where that has no
   effect (process 1 of a container). pass_on calls the earlier handler first. Signals: safe. */
MEMCALL_NORETURN void memcall_host_end_as_by(int signal);
MEMCALL_NORETURN void memcall_host_pass_on(int signal);

/* --- fault ----------------------------------------------------------------------------------- */

typedef enum memcall_host_access {
  MEMCALL_HOST_ACCESS, /* which of them is not known */
  MEMCALL_HOST_READ,
  MEMCALL_HOST_WRITE
} memcall_host_access;

typedef struct memcall_host_fault {
  const unsigned char *address; /* NULL: unknown, or no fault of memory */
  memcall_host_access access;
} memcall_host_fault;

/* Has `tell` called on access violations, illegal instructions, arithmetic faults and abort(3), in
   the thread that is at fault; then the earlier handler, or what the system does by default. All are
   caught or none. */
typedef void (*memcall_host_fault_fn)(const memcall_host_fault *fault);
memcall_answer memcall_host_catch_faults(memcall_host_fault_fn tell);
/* As memcall_host_release, for all of them. */
void memcall_host_release_faults(void);

/* --- pipe ------------------------------------------------------------------------------------ */

typedef struct memcall_host_pipe {
  intptr_t read, write;
  uint64_t identity[2]; /* what the write end is, to tell it from a descriptor that came after it */
} memcall_host_pipe;

/* Programs that this one executes do not get its ends. */
memcall_answer memcall_host_pipe_open(memcall_host_pipe *out);
/* Writes one byte without ever waiting. False: no room, or the descriptor is closed or another's.
   Signals: safe. */
bool memcall_host_pipe_put(const memcall_host_pipe *pipe, unsigned char byte);
/* The next byte, waiting for it; -1 when there will be none. Whoever closed the other end unasked has
   closed this one as well, so its number may be another file's by now. */
int memcall_host_pipe_get(intptr_t read);
void memcall_host_close(intptr_t descriptor);

/* --- cpu ------------------------------------------------------------------------------------- */

/* Whether the CPU has scalable vectors (SVE) and the system lets programs use them; false where it
   has no way to ask. */
bool memcall_host_has_scalable_vectors(void);

/* What this thread may not do with the pages of a protection key, as two bits: access, and writing; 0
   is all of it. Nothing happens, and the answer is 0, where there are no keys. Signals: safe. Source:
   Intel's manual, volume 3, 4.6.2 "Protection Keys". */
uint32_t memcall_host_key_rights(int key);
void memcall_host_set_key_rights(int key, uint32_t rights);

/* --- fork ------------------------------------------------------------------------------------ */

typedef void (*memcall_host_fork_fn)(void);

/* From now on calls `prepare` before each fork(2) of this process and of its children, in the
   thread that forks and after the prepare handlers that were registered later; and `parent` in the
   same thread when the child is made or could not be. Never undone. OK, and nothing ever happens,
   where no process is forked. Source: pthread_atfork(3). */
memcall_answer memcall_host_at_fork(memcall_host_fork_fn prepare, memcall_host_fork_fn parent);

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
/* _Exit(3): ends the process at once. Signals: safe. */
MEMCALL_NORETURN void memcall_host_end(int code);

MEMCALL_END

#endif
