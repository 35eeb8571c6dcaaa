/* boringssl_heap/boringssl_heap.h: link //lib/boringssl_heap, and every allocation of BoringSSL lives
   in a heap of memguard's: locked, in no core dump, between canaries and guard pages, wiped when it
   is freed. Nothing has to be called, also not by static constructors, which are served, or by
   handlers of atexit(3). This header is for looking at it.

   What is asked for, and what happens instead:

     lock      PREFERred. When there is no more to lock, allocations go on without, or else the
               number of connections that a server bears would be its lock limit. They are in no core
               dump and are wiped all the same; memguard_context_stats counts them (unlocked_bytes),
               memguard_context_report and memguard_safeguards_of tell of them.
     dump, guards, no-merge   PREFERred, as in every context.
     fork      INHERITed: a child goes on with its parent's connections and keys. Locks are not
               inherited; its first call of BoringSSL that allocates or frees takes its own.
     purge     leaves it alone (memguard_purge_all, memguard_exit, memguard_catch_signals): a thread
               in the middle of a connection must never go on with a key of zeros. What ends the
               process at once zeroes it: memguard_emergency_wipe, memguard_panic,
               memguard_catch_faults, memory corruption.

   A pointer that BoringSSL frees and that is no live allocation of this heap (freed twice, never
   allocated, or from another copy of BoringSSL in the process, which had no such heap) ends the
   process: memguard's violation handler wipes this heap, says so on standard error, and aborts.
   memguard_owns(boringssl_heap_context(), pointer) tells beforehand.

   For systems with ELF. BoringSSL has no such hooks elsewhere (crypto/mem.c, OPENSSL_memory_alloc). */
#ifndef BORINGSSL_HEAP_BORINGSSL_HEAP_H
#define BORINGSSL_HEAP_BORINGSSL_HEAP_H

#include "memguard/context.h"

MEMCALL_BEGIN

/* boringssl_heap_options is what the heap is set up with: as above, and no budget of its own, so that
   connections may lock all that the process can. A program whose own secrets REQUIRE their locks
   leaves them room by defining it, in a source file of the program itself (a library's would have to
   be alwayslink), and nothing has to be called:

     const memguard_options boringssl_heap_options = {
         .struct_size = sizeof(memguard_options),
         .lock = MEMGUARD_PREFER,
         .lock_budget = 4 << 20,
         .fork_action = MEMGUARD_FORK_INHERIT,
     };

   Beyond the budget it is as beyond the lock limit. Options that memguard_context_new would refuse
   make every allocation of BoringSSL's fail. A definition in C++ is after this header, and constant:
   constexpr, because constructors may come too late. */
MEMCALL_API extern const memguard_options boringssl_heap_options;

/* boringssl_heap_context returns the context of BoringSSL's allocations, for memguard_context_report,
   memguard_context_stats, memguard_owns, memguard_safeguards_of, memguard_trim and memguard_reserve.
   Never NULL; its set-up happens, and may fail, in the first call that uses it, and is tried again
   by the next. It lives as long as the process (memguard_context_destroy: INVALID). What a program
   allocates there by itself is treated as BoringSSL's. Signals: safe. */
MEMCALL_API memguard_context *boringssl_heap_context(void);

MEMCALL_END

#endif
