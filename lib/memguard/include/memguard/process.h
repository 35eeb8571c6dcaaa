/* memguard/process.h: the end of the process, for all contexts at once.

   A purge makes what is sealed or buffered unreadable while the program goes on; raw heap memory is
   left alone, because no thread must go on with a key of zeros. An emergency wipe zeroes that as
   well: it is for a process that ends here. */
#ifndef MEMGUARD_PROCESS_H
#define MEMGUARD_PROCESS_H

#include "memguard/context.h"

MEMCALL_BEGIN

/* memguard_purge_all is memguard_purge for every context of the process. Cannot fail. */
MEMCALL_API void memguard_purge_all(void);

/* memguard_emergency_wipe zeroes the keys, then the scratch, heap slots and buffers of every
   context, with no lock and no allocation. For crash handlers: objects keep their addresses and
   read as zeros. Not in a child made by vfork(2): its memory is the parent's. Signals: safe. */
MEMCALL_API void memguard_emergency_wipe(void);

/* memguard_exit purges everything, then calls exit(3): handlers of atexit(3) and destructors find
   objects EXPIRED. Never returns. A second thread that calls it meanwhile purges, and waits for the
   process to end. From a handler of atexit(3): inside a memguard_exit the process ends at once with
   the new code and status; inside the program's own exit(3) it is a second call of that, which C
   leaves undefined (glibc goes on with the handlers that are left, and takes the new code). */
MEMCALL_API MEMCALL_NORETURN void memguard_exit(int code);

/* memguard_panic purges everything, writes message (its first 256 bytes; NULL: "panic") and the end
   of the line to standard error without stdio, zeroes raw heap memory as well
   (memguard_emergency_wipe), and ends the process by abort(3), whatever handler SIGABRT has. Never
   returns. */
MEMCALL_API MEMCALL_NORETURN void memguard_panic(const char *message);

/* memguard_signal_fn is told of the signal that ends the process, in an ordinary thread: it may
   allocate, lock, open secrets, and call memguard_exit to end the process in another way. When it
   returns all is purged and the process ends as by that signal. The thread's stack is 256 KiB. */
typedef void (*memguard_signal_fn)(int signal, void *user);

/* memguard_catch_signals has callback (NULL: none) called when one of these signals comes. Then all
   is purged, the handler that the signal had before is called, and the process ends by the signal,
   so that a shell sees status 128 + signal. user is passed to callback as it is.

   signals NULL and count 0: INT, TERM, HUP and QUIT; on Windows SIGINT (Ctrl-C), SIGBREAK
   (Ctrl-Break) and SIGTERM (console closed, session ended), the only ones there. A signal that the
   process ignores (nohup) stays ignored. Called again, the last callback and set take effect, and
   what is not in the set any more has its earlier handler back.

   The first call that catches anything starts a thread, asleep, with signals blocked, and opens a
   pipe; programs that this one executes do not get it. Calls of other threads are restarted
   (SA_RESTART). A second signal while the callback runs, or hangs, ends the process from the
   handler after an emergency wipe; so does one that comes when something closed the pipe. In a
   forked child, which has no such thread until it calls this itself, a signal ends the child at
   once, its own content wiped and never the parent's; the earlier handler is not called there.

   OK. INVALID: signals or count alone is zero, or a signal that is a fault (SEGV, BUS, ILL, FPE,
   ABRT, TRAP, SYS), cannot be caught, does not end processes, or does not exist. NO_MEMORY; SYSTEM:
   the pipe, the thread or a handler could not be had. After a failure all is as before.
   Threads: any; not beside other calls of the program that change the same signals' handlers.
   Source: sigaction(2), POSIX.1-2017 2.4.3 (what handlers may call), SetConsoleCtrlHandler. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_catch_signals(const int *signals, size_t count,
                                                                   memguard_signal_fn callback,
                                                                   void *user);

/* memguard_catch_faults wipes everything (memguard_emergency_wipe) when the process crashes: on
   SEGV, BUS, ILL, FPE and ABRT, or on Windows a vectored exception handler and SIGABRT. If the
   address is a guard page of ours, or an object that may not be touched, one line on standard error
   says what it was, such as "memguard: write 1 byte past a 32-byte buffer". Then the earlier handler
   is called as the system would, or the system does what it does by default: a core file then has
   nothing of ours in it. An earlier handler that mends faults and goes on finds all secrets wiped.

   A thread whose stack overflowed can run no handler on it: this call gives the calling thread a
   stack of 64 KiB for handlers, unless it has one (sigaltstack(2)), until it ends. Call it again in
   every thread that shall survive its own overflow long enough to wipe; calling it again is
   otherwise without effect. (Windows: SetThreadStackGuarantee.) A vfork child's crash wipes nothing.

   OK; NO_MEMORY; SYSTEM: no handler is installed that was not before.
   Source: sigaction(2), sigaltstack(2), AddVectoredExceptionHandler. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_catch_faults(void);

/* memguard_release_signals ends both: the earlier handlers are put back (but not over a handler that
   the program installed since: it stays, and may go on calling ours, which passes on to the earlier
   one), and the thread ends. Nothing is caught: no effect. A signal that was handed over already
   still ends the process. */
MEMCALL_API void memguard_release_signals(void);

MEMCALL_END

#endif
