/* memcall/memcall.h: the memory calls of seven operating systems behind one set of names.

   Threads: every call may run in any thread.
   Signals: memcall_secure_clear, memcall_keyed_open and memcall_keyed_restore are safe in a handler.

   Addresses must be page-aligned, or the answer is MEMCALL_ERR_INVALID. Lengths are in bytes and
   are rounded up to whole pages, as mprotect(2) does; one whose end does not fit the address space
   is MEMCALL_ERR_OVERFLOW. Locks do not nest: one unlock undoes any number of locks. On failure
   every out-parameter is zero and memcall_last_error() says what went wrong. */
#ifndef MEMCALL_MEMCALL_H
#define MEMCALL_MEMCALL_H

#include <stddef.h>
#include <stdint.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* --- What went wrong ------------------------------------------------------------------------- */

/* memcall_status is what a call answers. A number means the same in all three libraries: memguard
   adds its own from 16, securememory from 32, so an error passes up as a cast. */
typedef enum memcall_status {
  MEMCALL_OK = 0,           /* done */
  MEMCALL_ERR_INVALID = 1,  /* caller bug: NULL, zero size, unaligned address, unknown enumerator */
  MEMCALL_ERR_OVERFLOW = 2, /* size + rounding + guards does not fit size_t */
  MEMCALL_ERR_NO_MEMORY = 3,   /* address space, mapping count or commit charge is used up */
  MEMCALL_ERR_LOCK_LIMIT = 4,  /* RLIMIT_MEMLOCK, working set or max-locked-memory is used up */
  MEMCALL_ERR_DENIED = 5,      /* privilege, seccomp or W^X forbids it */
  MEMCALL_ERR_UNSUPPORTED = 6, /* this system or this build has no such thing */
  MEMCALL_ERR_SYSTEM = 7,      /* anything else; memcall_last_error has the code */
  MEMCALL_STATUS_LARGEST = 255 /* no answer; in C++ it makes values of the sisters' numbers */
} memcall_status;

/* memcall_error describes one failure. */
typedef struct memcall_error {
  memcall_status status; /* holds memguard's and securememory's numbers too */
  const char *operation; /* the call that failed, such as "mlock2"; static storage, never NULL */
  int64_t os_code;       /* errno, GetLastError or kern_return_t; 0 when no system call was made */
  const char *text;      /* one sentence with the remedy; no address, no content. Valid until this
                            thread's next failure */
} memcall_error;

/* memcall_status_name returns the enumerator's spelling ("MEMCALL_ERR_LOCK_LIMIT"), or
   "MEMCALL_ERR_?" for a number that is none. Static storage, never NULL. */
MEMCALL_API const char *memcall_status_name(memcall_status status);

/* memcall_last_error returns this thread's last failure in any of the three libraries; its status
   is MEMCALL_OK when there was none yet. Never NULL; owned by the thread. Calls that succeed leave
   it alone, and so does the unwinding of a call that failed. */
MEMCALL_API const memcall_error *memcall_last_error(void);

/* memcall_version returns "major.minor.patch" (semver.org) of the library that was linked. Static
   storage. */
MEMCALL_API const char *memcall_version(void);

/* --- What this machine has ------------------------------------------------------------------- */

/* memcall_safeguards is a set of the bits below. */
typedef uint32_t memcall_safeguards;
#define MEMCALL_LOCKED 0x01u       /* not swapped: mlock(2) */
#define MEMCALL_NO_DUMP 0x02u      /* not in core dumps: madvise(2) MADV_DONTDUMP and kin */
#define MEMCALL_FORK_HANDLED 0x04u /* the fork action that was asked for holds */
#define MEMCALL_GUARDED 0x08u      /* guard pages on both sides */
#define MEMCALL_NO_MERGE 0x10u     /* not merged with equal pages of other processes (KSM) */
#define MEMCALL_SECRET 0x20u       /* memfd_secret(2): not in the kernel's own map */
#define MEMCALL_LARGE 0x40u        /* large pages */
#define MEMCALL_KEYED 0x80u        /* closed by a protection key: memcall_keyed_open */

/* memcall_capability says whether one safeguard can be had here. */
typedef struct memcall_capability {
  size_t struct_size; /* set by the caller to sizeof(memcall_capability) */
  int available;      /* 1 yes, 0 no, -1 not known before it is tried */
  int64_t os_code;    /* why not, when the system said; else 0 */
  const char *reason; /* one sentence; static storage, never NULL */
} memcall_capability;

#define MEMCALL_UNLIMITED SIZE_MAX     /* a limit that does not bind this process */
#define MEMCALL_UNKNOWN (SIZE_MAX - 1) /* the system does not say */

/* memcall_page_size returns the size in bytes of one page: sysconf(3) _SC_PAGESIZE, GetSystemInfo.
   Asked once. */
MEMCALL_API size_t memcall_page_size(void);

/* memcall_allocation_granularity returns the alignment in bytes of new mappings: 64 KiB on Windows,
   else the page size. */
MEMCALL_API size_t memcall_allocation_granularity(void);

/* memcall_large_page_size returns the default large page in bytes, or 0 where there are none. */
MEMCALL_API size_t memcall_large_page_size(void);

/* memcall_capability_of tells whether the safeguard `one` (exactly one bit) can be had in this
   process.
   OK; INVALID: not one known bit, or out is NULL or out->struct_size is too small. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_capability_of(memcall_safeguards one,
                                                                 memcall_capability *out);

/* memcall_lock_limit reports in bytes how much this process may lock and how much it has locked.
   Either may be MEMCALL_UNLIMITED (limit) or MEMCALL_UNKNOWN. Follows getrlimit(2) RLIMIT_MEMLOCK
   with its privilege rule, and proc(5) VmLck.
   OK; INVALID: a NULL out-parameter; SYSTEM. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_lock_limit(size_t *limit, size_t *used);

/* --- Regions --------------------------------------------------------------------------------- */

/* memcall_protection is page access: mprotect(2)'s word, everywhere in these libraries. */
typedef enum memcall_protection {
  MEMCALL_NO_ACCESS = 1,
  MEMCALL_READ_ONLY,
  MEMCALL_READ_WRITE,
  MEMCALL_EXECUTE, /* may be readable too where the CPU cannot tell (x86 without protection keys) */
  MEMCALL_READ_EXECUTE,
  MEMCALL_READ_WRITE_EXECUTE /* DENIED where the system enforces W^X */
} memcall_protection;

/* memcall_kind is what pages a region is made of. */
typedef enum memcall_kind {
  MEMCALL_REGULAR = 1,  /* plain pages */
  MEMCALL_SECURE,       /* requires LOCKED; prefers NO_DUMP, FORK_HANDLED and NO_MERGE */
  MEMCALL_LARGE_PAGE,   /* requires LARGE: never falls back to small pages */
  MEMCALL_SECRET_MEMORY /* requires SECRET, and LOCKED and NO_DUMP come with it; fork action EXCLUDE
                           only */
} memcall_kind;

/* memcall_fork_action is what a child process finds. */
typedef enum memcall_fork_action {
  MEMCALL_FORK_INHERIT = 1, /* a copy, as fork(2) does by itself; never locked in the child */
  MEMCALL_FORK_WIPE,        /* zeros: MADV_WIPEONFORK, INHERIT_ZERO */
  MEMCALL_FORK_EXCLUDE      /* nothing: an access faults. MADV_DONTFORK, INHERIT_NONE */
} memcall_fork_action;

/* memcall_region is filled by an allocation, read by anyone, changed by nobody else; only from
   in_force its owner may take away what later calls undid. The caller owns it until
   memcall_free. */
typedef struct memcall_region {
  unsigned char *data;         /* first usable byte */
  size_t size;                 /* usable bytes: whole pages */
  memcall_safeguards in_force; /* what took effect */
  struct {
    unsigned char *base;
    size_t size;
    memcall_kind kind;
    uint32_t check; /* a sum over the other fields, to tell a region that was changed */
  } mapping;        /* guards included; private */
} memcall_region;

/* memcall_request is all that an allocation can be told. */
typedef struct memcall_request {
  size_t struct_size; /* sizeof(memcall_request) */
  size_t size;        /* bytes; rounded up to pages (large pages for MEMCALL_LARGE_PAGE) */
  size_t alignment;   /* of the first usable byte: 0 or a power of two */
  /* Both 0: as many as GUARDED asks for, which is one on each side. */
  size_t guard_pages_before, guard_pages_after;
  memcall_protection protection;   /* of the usable pages, once all is done */
  memcall_kind kind;               /* what pages it is made of */
  memcall_fork_action fork_action; /* what a child finds there */
  /* A kind adds its own to both, and what is in both is required. So is what is in neither but
     asked for by another field: guard pages, and a fork action other than INHERIT. */
  memcall_safeguards require; /* any of these missing: an error, and nothing is left behind */
  memcall_safeguards prefer;  /* tried; region.in_force tells what came of it */
} memcall_request;

/* memcall_request_of returns that kind's defaults: READ_WRITE, no guards, and the fork action WIPE
   for SECURE, EXCLUDE for SECRET_MEMORY, INHERIT for the others. Never fails: an unknown kind is
   refused by the allocation. */
MEMCALL_API memcall_request memcall_request_of(size_t size, memcall_kind kind);

/* memcall_alloc_request makes a zeroed region as `request` says, in the order of steps that this
   system needs; all or nothing. The region is the caller's, to be ended by memcall_free.
   OK; INVALID: NULL, zero size, alignment not a power of two, unknown kind, protection, action or
   safeguard, SECRET with a fork action other than EXCLUDE; OVERFLOW; NO_MEMORY; LOCK_LIMIT and
   DENIED: a required safeguard; UNSUPPORTED: a required safeguard that this system lacks; SYSTEM.
   Source: mmap(2), mlock2(2), madvise(2). */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_alloc_request(const memcall_request *request,
                                                                 memcall_region *out);

/* memcall_alloc is memcall_alloc_request with that kind's defaults, this alignment and protection.
   Same statuses. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_alloc(size_t size, size_t alignment,
                                                         memcall_protection protection,
                                                         memcall_kind kind, memcall_region *out);

/* memcall_alloc_guarded is memcall_alloc with so many guard pages before and after, both of which
   fault on any access. Same statuses. */
MEMCALL_CHECKED MEMCALL_API memcall_status
memcall_alloc_guarded(size_t size, size_t alignment, size_t pages_before, size_t pages_after,
                      memcall_protection protection, memcall_kind kind, memcall_region *out);

/* memcall_free wipes the region whatever its protection is, gives it back and zeroes *region.
   OK, also for NULL and for a zeroed region (so twice is harmless); INVALID: a region whose fields
   were changed, which is left as it is; SYSTEM: the system refused; the bytes are wiped and *region
   is left for another try. */
MEMCALL_API memcall_status memcall_free(memcall_region *region);

/* memcall_protect sets the page access of [address, address + length).
   OK; INVALID: unaligned, zero length, unknown protection, or no mapping there; DENIED: W^X or a
   ceiling; NO_MEMORY: the mapping count is used up; SYSTEM. Source: mprotect(2), VirtualProtect. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_protect(void *address, size_t length,
                                                           memcall_protection protection);

/* memcall_lock keeps the range out of swap. A failure leaves nothing of it locked.
   OK; INVALID; LOCK_LIMIT; DENIED; NO_MEMORY: the mapping count; UNSUPPORTED; SYSTEM. Source:
   mlock(2), VirtualLock. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_lock(void *address, size_t length);

/* memcall_unlock undoes any number of locks; unlocked pages are ok on every system. Same statuses
   as memcall_lock. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_unlock(void *address, size_t length);

/* memcall_exclude_from_dumps keeps the range out of core files.
   OK; INVALID; NO_MEMORY: the mapping count; DENIED: a filter (seccomp(2)); UNSUPPORTED; SYSTEM.
   Source: madvise(2) MADV_DONTDUMP, core(5). */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_exclude_from_dumps(void *address, size_t length);

/* memcall_exclude_from_merging keeps the range from being merged with equal pages. Same statuses.
   Source: madvise(2) MADV_UNMERGEABLE. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_exclude_from_merging(void *address,
                                                                        size_t length);

/* memcall_set_fork_action sets what a child finds in the range. Same statuses, and INVALID: an
   unknown action. Source: madvise(2), minherit(2). */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_set_fork_action(void *address, size_t length,
                                                                   memcall_fork_action action);

/* --- Protection key -------------------------------------------------------------------------- */

/* A region with MEMCALL_KEYED in force is closed by a protection key: whatever its page access is, a
   thread that touches it faults (SEGV_PKUERR) unless it has opened the key, and nobody else is asked.
   That contains bugs: a stray read or write of any thread meets a fault and no secret. It is no
   boundary: any code of this process may write the register that opens the key; other processes
   (process_vm_readv(2), /proc/pid/mem), and the kernel on their behalf, do not ask it.

   One key serves all of a process's keyed regions. It is taken from the process's 15 with the first
   of them (or by memcall_capability_of) and never given back. Linux on x86-64 with the processor's
   feature "pku"; UNSUPPORTED elsewhere, and where the program has taken all keys itself. Access EXECUTE
   alone (memcall_protect) puts the kernel's own key in its place. Source: pkeys(7). */

/* memcall_keyed_open lets this thread touch keyed regions as their page access says, and returns what
   memcall_keyed_restore needs to put its rights back to what they were before; so the two nest. No
   system call. Threads and children that are started meanwhile begin with the key open; a signal
   handler begins with it closed, whatever it interrupts, and may open it for itself.
   Signals: safe. */
MEMCALL_API uint32_t memcall_keyed_open(void);
MEMCALL_API void memcall_keyed_restore(uint32_t before);

/* --- Bytes ----------------------------------------------------------------------------------- */

/* memcall_secure_clear writes zeros that no compiler leaves out. Cannot fail; length 0 and then
   NULL are ok. Source: explicit_bzero(3).
   Signals: safe. */
MEMCALL_API void memcall_secure_clear(void *bytes, size_t length);

/* memcall_random fills bytes from the kernel's generator, blocking only until it is seeded after
   boot.
   OK, also for length 0; INVALID: NULL; SYSTEM: no generator; then bytes are zero. Source:
   getrandom(2). */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_random(void *bytes, size_t length);

/* memcall_os_encrypt and memcall_os_decrypt are the system's own in-place encryption for this
   process, where it has one that passed a self-test (CryptProtectMemory). It is deterministic and
   not authenticated: an addition to a seal, never one. length is a multiple of 16 bytes.
   OK; INVALID; UNSUPPORTED; SYSTEM. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_os_encrypt(void *bytes, size_t length);
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_os_decrypt(void *bytes, size_t length);

/* --- The process: each call is explicit, none runs at load time ------------------------------ */

/* memcall_core_dumps says what memcall_set_core_dumps does. */
typedef enum memcall_core_dumps {
  MEMCALL_CORE_DUMPS_OFF =
      1, /* the soft limit becomes 0; the hard one stays, so it can be undone */
  MEMCALL_CORE_DUMPS_OFF_FOR_GOOD, /* the hard limit too: irreversible, and children inherit it */
  MEMCALL_CORE_DUMPS_AS_BEFORE     /* the soft limit that the first OFF found */
} memcall_core_dumps;

/* memcall_set_core_dumps changes the process's core file limit. A core_pattern that pipes to a
   program ignores the limit: `secmem doctor` reports it, and MEMCALL_HARDEN_NOT_DUMPABLE closes it.
   OK, also for AS_BEFORE when nothing was changed; INVALID; DENIED: the hard limit is lower by now;
   UNSUPPORTED: this system has no such limit; SYSTEM. Source: setrlimit(2) RLIMIT_CORE, core(5). */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_set_core_dumps(memcall_core_dumps how);

/* memcall_disable_core_dumps is memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF). Same statuses. */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_disable_core_dumps(void);

#define MEMCALL_HARDEN_CORE_DUMPS 0x01u /* as memcall_disable_core_dumps */
#define MEMCALL_HARDEN_NOT_DUMPABLE \
  0x02u /* PR_SET_DUMPABLE 0, __PROC_PROTECT, PROC_TRACE_CTL; execve resets it */
#define MEMCALL_HARDEN_NO_DEBUGGER 0x04u   /* PT_DENY_ATTACH and kin */
#define MEMCALL_HARDEN_NO_NEW_PRIVS 0x08u  /* PR_SET_NO_NEW_PRIVS: irreversible, inherited */
#define MEMCALL_HARDEN_ERROR_DIALOGS 0x10u /* SetErrorMode, WerSetFlags */
#define MEMCALL_HARDEN_MITIGATIONS 0x20u   /* the system's process mitigations */

/* memcall_hardening tells what came of each flag; bit i of the masks goes with os_code[i]. */
typedef struct memcall_hardening {
  size_t struct_size;                    /* set by the caller to sizeof(memcall_hardening) */
  uint32_t asked, in_force, unsupported; /* masks of MEMCALL_HARDEN_… flags */
  int64_t os_code[32];                   /* errno and kin, where one failed; else 0 */
} memcall_hardening;

/* memcall_harden applies each of `flags` that exists here; one that fails does not keep the others
   from being tried. out may be NULL.
   OK: all of flags that exist here took effect; INVALID: unknown flags (nothing is done) or a
   struct_size that is too small; DENIED, SYSTEM: the first failure.
   Source: prctl(2), setrlimit(2). */
MEMCALL_CHECKED MEMCALL_API memcall_status memcall_harden(uint32_t flags, memcall_hardening *out);

MEMCALL_END

#endif
