/* memguard/context.h: a context owns one key, one heap and one registry; two contexts share
   nothing.

   A NULL context is MEMGUARD_ERR_INVALID, never "the default": an unchecked failed constructor must
   not land in the shared one. Nothing runs before main, and no thread is started unless it is asked
   for. After fork(2) a context is usable in the child; what the parent's objects held stayed with
   the parent (they answer MEMGUARD_ERR_FORKED) unless MEMGUARD_FORK_INHERIT asks for a copy. A child
   made by vfork(2) or clone(2) with CLONE_VM is the parent, as far as memory goes. A child that a
   signal handler forks in the middle of a call must not return into that call: it would answer
   FORKED, or fault. */
#ifndef MEMGUARD_CONTEXT_H
#define MEMGUARD_CONTEXT_H

#include <string.h>

#include "memguard/status.h"

MEMCALL_BEGIN

/* memguard_context is what everything else is made on. Opaque. */
typedef struct memguard_context memguard_context;

/* memguard_policy says how much a safeguard matters. A REQUIREd one that cannot be had is an error;
   a PREFERred one that could not be had is missing from the object's in_force; one that is OFF is
   not tried. */
typedef enum memguard_policy {
  MEMGUARD_DEFAULT = 0,
  MEMGUARD_REQUIRE,
  MEMGUARD_PREFER,
  MEMGUARD_OFF
} memguard_policy;

/* memguard_fork_action is what a forked child finds.

   WIPE, the default: zeros. EXCLUDE: nothing, so that an access faults; also what WIPE becomes where
   zeros cannot be had.

   INHERIT: a copy, for servers that fork workers. A fork waits until no thread is in the middle of a
   change, and the child's first call locks the copy again. A lock that is PREFERred and cannot be
   had is missing from in_force; content whose lock is REQUIREd and cannot be had is wiped, and
   answers FORKED. A child opens what its parent sealed before, and seals under a key of its own: a
   key seals for one process only. Streams, the secrets of securememory, and what a callback sees
   across a fork stay with the parent all the same. What a parent frees, its children keep; what it
   purges, they keep too. The thread that forks may use the library in its fork handlers
   (pthread_atfork(3)). */
typedef enum memguard_fork_action {
  MEMGUARD_FORK_DEFAULT = 0,
  MEMGUARD_FORK_WIPE,
  MEMGUARD_FORK_EXCLUDE,
  MEMGUARD_FORK_INHERIT
} memguard_fork_action;

/* memguard_aead seals enclaves. The default is ChaCha20-Poly1305 (RFC 8439). AES_256_GCM (NIST SP
   800-38D) is used on every CPU when it is asked for; without instructions for AES it is several
   times slower. BY_CPU is AES_256_GCM where the CPU has them, else the default. */
typedef enum memguard_aead {
  MEMGUARD_AEAD_DEFAULT = 0,
  MEMGUARD_CHACHA20_POLY1305,
  MEMGUARD_AES_256_GCM,
  MEMGUARD_AEAD_BY_CPU
} memguard_aead;

/* memguard_violation_kind: memory corruption, the only thing that reaches the violation handler. */
typedef enum memguard_violation_kind {
  MEMGUARD_VIOLATION_OVERFLOW = 1,    /* bytes behind an object were written */
  MEMGUARD_VIOLATION_UNDERFLOW,       /* bytes before an object were written */
  MEMGUARD_VIOLATION_DOUBLE_FREE,     /* freed, and not handed out since */
  MEMGUARD_VIOLATION_FOREIGN_POINTER, /* not an object of this context, or the middle of one */
  MEMGUARD_VIOLATION_WRITE_AFTER_FREE /* a free slot was written */
} memguard_violation_kind;

/* memguard_violation describes one, for the handler. */
typedef struct memguard_violation {
  size_t struct_size;           /* sizeof(memguard_violation), of the library */
  memguard_violation_kind kind; /* what was done */
  const char *function;         /* the public call that found it; static storage */
  size_t object_size;           /* bytes; 0 when it is not known */
} memguard_violation;

/* memguard_violation_fn is called after this context's keys and secrets were wiped. If it returns,
   the object is never used again and the call answers CORRUPT. It runs in a corrupted process:
   write what must be written, and end. */
typedef void (*memguard_violation_fn)(const memguard_violation *what, void *user);

/* Flags of memguard_options.

   MEMGUARD_SHIELD makes the context's key depend on 16 KiB of random pre-key as well, on pages of
   their own: key = left xor BLAKE2b-256(domain, right, G1(P), G2(P)), where G1 and G2 are GMACs
   (Poly1305 without AES) of the pre-key P under two random keys. P is drawn anew whenever the halves
   are renewed. Good against readers that get memory slowly, in parts or with errors (cold boot,
   RAMBleed, Rowhammer, one stale page): a few wrong or missing bits of P leave the key unknown. No
   good against whoever reads all memory at one instant, nor for a process that stays idle: nothing is
   renewed then, so call memguard_refresh. Costs 36 KiB of locked memory, some 3 microseconds more in
   every seal and open (measured with AES instructions, which GMAC uses), and 50 in every refresh.

   MEMGUARD_REFRESH_THREAD renews the halves every refresh_interval_ms also while nothing is sealed or
   opened (see memguard_refresh), by a thread that the first seal starts and memguard_context_destroy
   ends. That seal answers NO_MEMORY or SYSTEM where no thread can be had, and the next one tries
   again. A forked child starts its own with its first seal.

   MEMGUARD_SNAPSHOT_SAFE seals by XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) under nonces of 24
   random bytes, so that clones of a virtual machine or a checkpoint that share a key still use no
   nonce twice. Each seal then asks the system for random bytes, and may answer RANDOM. AES_256_GCM
   with it is INVALID; BY_CPU gives way to it.

   MEMGUARD_HIDE_LENGTH makes ciphertext as long as that of the next multiple of 64 bytes of
   plaintext. Whoever sees the ciphertext, or how much memory it takes, does not learn the exact
   length; who can read the handle does. Sizes stay exact. Each seal asks the system for random
   bytes.

   MEMGUARD_PURGE_HEAP makes a purge wipe raw heap allocations too, and take access to them away: a
   thread that still uses one faults. */
#define MEMGUARD_SHIELD 0x01u
#define MEMGUARD_REFRESH_THREAD 0x02u
#define MEMGUARD_SNAPSHOT_SAFE 0x08u
#define MEMGUARD_HIDE_LENGTH 0x10u
#define MEMGUARD_PURGE_HEAP 0x20u

/* protection_keys of memguard_options: what only this library touches (the pages of the context's key:
   its halves, pre-key and scratch) is closed by a protection key to every thread, and opened by each call
   for its own thread and no longer; protected and guarded secrets (securememory/factory.h) are closed to
   every thread that is not inside one. That contains bugs: a stray read or write, of whatever thread,
   faults there (SEGV_PKUERR). It is no boundary: any code in the process can write the register that
   opens the key; other processes (process_vm_readv(2), /proc/pid/mem) do not ask it; threads and
   children that are started inside a protected or guarded secret begin with it open, and longjmp(3) out of a
   callback leaves it open. One key serves the process, so who is inside such a secret can touch all that it
   closes. Opening and closing write that register and make no system call.

   Not closed: heap slots and buffers, to which callers have pointers, and what is open in them. The report's
   `now` counts it for the pages that it is for. Where it is in force, memguard_enclave_with_bytes answers
   LOCK_LIMIT when the heap has no room, instead of being lent the key's scratch. It takes one of the
   process's 15 keys with the first such context and keeps it. Linux on x86-64, processors with "pku";
   REQUIRE is UNSUPPORTED elsewhere, and where the program has taken all keys. Source: pkeys(7); Intel's
   manual, volume 3, 4.6.2. */

/* memguard_options: zero is the default of every field; bytes that this library does not know must
   be zero, or context_new answers UNSUPPORTED (a newer program's wish is never dropped).

   These contradict each other, and answer INVALID:
     fork OFF                with any fork_action
     secret_memory wanted    with fork_action INHERIT or WIPE, or with fork OFF: a child would share
                             the pages, so EXCLUDE is what DEFAULT means here
     secret_memory wanted    with lock OFF or no_dump OFF: both come with it
   These answer UNSUPPORTED:
     any safeguard REQUIREd  that this system has no call for, or a kernel without secret memory
   With fork OFF nothing is done about forks: raw heap memory is copied into a child and stays usable
   there, as any memory; handles answer FORKED all the same.
   A limit that is used up or a privilege that is missing is no such lack: it may change, and each
   call that needs it says so. */
typedef struct memguard_options {
  size_t struct_size;       /* sizeof(memguard_options) */
  memguard_policy lock;     /* REQUIRE by default; all others PREFER */
  memguard_policy no_dump;  /* out of core dumps */
  memguard_policy fork;     /* whether fork_action is seen to */
  memguard_policy guards;   /* guard pages */
  memguard_policy no_merge; /* not merged with equal pages (KSM) */
  memguard_policy
      secret_memory; /* memfd_secret(2). OFF by default: it forbids hibernation machine-wide */
  memguard_policy protection_keys;  /* pkeys(7), see above. OFF by default */
  memguard_fork_action fork_action; /* WIPE by default */
  memguard_aead aead;               /* what seals enclaves and streams */
  uint32_t refresh_interval_ms; /* age at which the key's halves are renewed (memguard_refresh); 0:
                                   500 */
  uint32_t flags;               /* MEMGUARD_SHIELD … */
  size_t lock_budget;           /* bytes this context may lock; 0: what the system allows */
  memguard_violation_fn
      on_violation;        /* NULL: wipe this context, one line on standard error, abort(3) */
  void *on_violation_user; /* passed to on_violation as it is */
} memguard_options;

/* memguard_options_default returns the defaults; memguard_options_relaxed the same with lock
   PREFERred, for containers and accounts that may lock little or nothing. */
static inline memguard_options memguard_options_default(void) {
  memguard_options options;
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  return options;
}
static inline memguard_options memguard_options_relaxed(void) {
  memguard_options options = memguard_options_default();
  options.lock = MEMGUARD_PREFER;
  return options;
}

/* memguard_default_context returns the process's shared context, with the default options. Never
   NULL; its set-up happens, and may fail, in the first call that uses it. */
MEMCALL_API memguard_context *memguard_default_context(void);

/* memguard_context_new makes a context. options NULL: the defaults. *out is the caller's, to be
   ended by memguard_context_destroy; NULL on failure. Locks nothing yet: the heap's first page and
   the key's page are taken when they are first needed. OK; INVALID: out NULL, struct_size too
   small or more than 4,096, an unknown enumerator, options that contradict each other; UNSUPPORTED:
   an option that this library does not know, or a required safeguard that this system lacks;
   LOCK_LIMIT, DENIED: no page of required secret memory can be had; NO_MEMORY; RANDOM; SYSTEM. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_context_new(const memguard_options *options,
                                                                 memguard_context **out);

/* memguard_context_destroy wipes and gives back everything. OK, also for NULL; BUSY: objects of it
   are alive (nothing happens); INVALID: the default context and BoringSSL's (boringssl_heap.h), which
   live as long as the process.
   Threads: the last call on it. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_context_destroy(memguard_context *context);

/* memguard_safeguards: what was asked for and what took effect; requested & ~in_force is missing.
   "Safeguards" are lock, dump, fork, guard, merge, secret; "protection" is page access. */
typedef struct memguard_safeguards {
  memcall_safeguards requested, in_force; /* sets of MEMCALL_LOCKED and the others */
} memguard_safeguards;

/* memguard_report: what a context has and uses. */
typedef struct memguard_report {
  size_t struct_size; /* set by the caller to sizeof(memguard_report) */
  memguard_safeguards
      now; /* what every page of this context has; all that was requested while there is none */
  size_t lock_limit, lock_used, lock_budget; /* bytes: the process's limit and use, this context's
                                                budget (MEMCALL_UNLIMITED: none) */
  size_t locked_bytes;                       /* by this context */
  uint64_t live;                             /* objects: heap allocations, buffers, enclaves */
  memguard_aead aead;                        /* what seals; BY_CPU until the first seal */
} memguard_report;

/* memguard_context_report fills *out. OK; INVALID; SYSTEM: the lock limit is not told; what the default context's set-up answers. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_context_report(memguard_context *context,
                                                                    memguard_report *out);

/* memguard_context_describe writes the report as lines of text, always ended by a NUL when capacity
   is not 0, and returns the length it needs without the NUL, as snprintf(3) does; 0 when there is
   no report, for what memguard_context_report answers. */
MEMCALL_API size_t memguard_context_describe(memguard_context *context, char *text,
                                             size_t capacity);

/* memguard_preflight tells how many bytes must be locked besides for `count` more heap objects of
   `size` bytes (0 with lock OFF, and where there is room for them), and how many this context may
   still lock: what is left of its lock_budget and of the process's limit, whichever is less
   (MEMCALL_UNLIMITED: neither binds). Nothing is changed; other threads and contexts may use it up
   meanwhile, and recycled pages that would be given back are not counted.
   OK; LOCK_LIMIT: *needed is more than *available (both are filled); INVALID: NULL, count or size 0;
   OVERFLOW; NO_MEMORY; SYSTEM: the lock limit is not told; what the default context's set-up answers. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_preflight(memguard_context *context,
                                                               size_t count, size_t size,
                                                               size_t *needed, size_t *available);

/* memguard_reserve makes room for `count` more heap objects of `size` bytes: from then on they make
   no system call (but for sched_yield(2) where threads wait for each other) and cannot answer
   LOCK_LIMIT. For before seccomp(2), pledge(2), setuid(2). Objects of other sizes may use the room
   up; a trim leaves it; a fork, an emergency wipe and a purge with MEMGUARD_PURGE_HEAP end it. On
   failure what was taken goes back.
   OK; UNSUPPORTED: an object of that size has a mapping of its own (more than 15 pages less 32
   bytes); INVALID: NULL context, count or size 0; else as memguard_malloc. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_reserve(memguard_context *context,
                                                             size_t count, size_t size);

/* memguard_stats: this context's numbers. live and the byte counts are of now, the others since
   it was made; a forked child goes on with its parent's. They are read one after another while other
   threads work, so they may differ by what happens meanwhile. Pages that are made, given back, or
   change their access are one memory operation each, however many calls that takes here. */
typedef struct memguard_stats {
  size_t struct_size; /* set by the caller to sizeof(memguard_stats) */
  uint64_t live;      /* objects: heap allocations, buffers, enclaves */
  uint64_t peak;      /* most alive at once. Counted apart for buffers and enclaves together and for
                            each part of the heap, then added up: it may be more than that, never
                            less */
  uint64_t allocations;    /* objects made */
  uint64_t failures;       /* calls that should have made one and did not */
  uint64_t locked_bytes;   /* locked now */
  uint64_t mapped_bytes;   /* address space taken now, guard pages included */
  uint64_t system_calls;   /* memory operations asked of the system */
  uint64_t purges;         /* purges and emergency wipes */
  uint64_t unlocked_bytes; /* pages that hold objects, or are ready to, without the lock that was
                              PREFERred for them: beyond the lock limit or the context's budget */
} memguard_stats;

/* memguard_context_stats fills *out. OK; INVALID; what the default context's set-up answers. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_context_stats(memguard_context *context,
                                                                   memguard_stats *out);

/* memguard_verify looks at every canary of this context. OK; CORRUPT: one is broken; the violation
   handler is not called and nothing is wiped, so the caller decides; INVALID; what the default
   context's set-up answers. Takes the time that reading all canaries takes. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_verify(memguard_context *context);

/* memguard_trim gives back pages that hold no object, to the system and the lock budget. They are
   kept otherwise, because the next object comes soon. NULL: no effect. */
MEMCALL_API void memguard_trim(memguard_context *context);

/* memguard_refresh splits the context's keys anew: other halves of the same keys, so enclaves stay as
   they are and keep opening, also meanwhile. An open, and every eighth seal, does the same when the
   halves are older than refresh_interval_ms; so an idle process renews nothing unless it calls this
   or has MEMGUARD_REFRESH_THREAD.
   OK, also when nothing was sealed yet; INVALID; RANDOM, NO_MEMORY (the crypto provider's, with
   MEMGUARD_SHIELD), SYSTEM: some keys keep their old halves; EXPIRED: a purge
   came; what the default context's set-up answers. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_refresh(memguard_context *context);

/* memguard_rotate has a new key seal from now on. The old one only opens, and is wiped when its last
   enclave is gone. OK, also when nothing was sealed yet; INVALID; BUSY: 8 keys are alive (enclaves of
   7 earlier ones and the one that seals): destroy or seal anew what the oldest sealed; RANDOM,
   NO_MEMORY, SYSTEM, EXPIRED as above. After a failure the same key goes on sealing. A key that has sealed as
   often as is safe (2^32 times by AES-256-GCM, else 2^63) is rotated by the next seal, which answers
   the same. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_rotate(memguard_context *context);

/* memguard_after_restore: call it in each clone of a virtual machine, and in each process that is
   restored from a checkpoint, before anything is sealed there. Until then clones share their keys and
   their counters, and what two of them seal may be sealed under one nonce (not with
   MEMGUARD_SNAPSHOT_SAFE). A memguard_rotate and a memguard_refresh, with their statuses; but where no
   new key can be had, none seals any more: seals answer what this did until one can. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_after_restore(memguard_context *context);

/* memguard_purge makes everything that is sealed or buffered in this context unreadable, and cannot
   fail: the key and its scratch first, with no system call and no lock; then the buffers, wiped and
   made inaccessible. Handles stay yours and answer EXPIRED; calls that overlap a purge answer
   EXPIRED too, and their result is void. Raw heap allocations are left alone: a thread must never
   go on with a key of zeros. The context goes on with a new key. NULL: no effect. */
MEMCALL_API void memguard_purge(memguard_context *context);

MEMCALL_END

#endif
