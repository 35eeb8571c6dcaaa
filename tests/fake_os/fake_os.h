/* fake_os.h: an operating system made of tables. It defines both seams (backend.h, host.h) over
   memory of the C library, keeps the state of every page, has limits that a test sets, and fails on
   demand.

   Nothing faults here: what a page's access is, a test asks by fake_os_page_at. All calls may run
   in any thread. */
#ifndef TESTS_FAKE_OS_FAKE_OS_H
#define TESTS_FAKE_OS_FAKE_OS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memcall/memcall.h"

MEMCALL_BEGIN

/* --- The system ------------------------------------------------------------------------------ */

/* Takes back limits, plan, traits, probes, absences, seed and records to what they are at start.
   Live mappings stay: an object that outlives a test keeps its memory. */
void fake_os_reset(void);

/* For programs that run many times in one process: mappings that are live at the call of fake_os_keep
   stay, and fake_os_drop forgets the others, for owners that are gone or lost them. */
void fake_os_keep(void);
void fake_os_drop(void);

/* Wears another system's traits (MEMCALL_TRAIT_…). At start: those of a Linux with guard markers.
   The order of an allocation's steps follows from them. */
void fake_os_wear(uint32_t traits);

/* Takes an operation away by its fact sheet name ("lock"): it answers UNSUPPORTED and
   memcall_backend_missing gives the reason, which has to be static. NULL gives the operation back.
   At start os_encrypt, os_decrypt and three harden_… are away. */
void fake_os_take_away(const char *operation, const char *reason);

/* Protection keys: how many of the 15 are taken (kept over a reset, as pages are), and what a handler of
   a signal begins with: no rights to any. */
size_t fake_os_keys(void);
void fake_os_lose_key_rights(void);

/* --- Limits ---------------------------------------------------------------------------------- */

typedef struct fake_os_limits {
  size_t locked_bytes; /* MEMCALL_UNLIMITED: none */
  size_t mapped_bytes; /* address space */
  size_t mappings;     /* counted as Linux does: runs of pages that are alike */
  size_t large_pages;  /* in the pool */
  bool may_lock;       /* the privilege, where MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE is worn */
} fake_os_limits;

fake_os_limits fake_os_get_limits(void);
void fake_os_set_limits(fake_os_limits limits);

/* --- What is in use -------------------------------------------------------------------------- */

typedef struct fake_os_usage {
  size_t locked_bytes;
  size_t mapped_bytes;
  size_t mappings; /* as limited */
  size_t live;     /* mappings that were made and not given back */
} fake_os_usage;

fake_os_usage fake_os_used(void);

typedef struct fake_os_page {
  memcall_protection access;
  memcall_fork_action fork_action;
  unsigned locks;
  bool guard, no_dump, no_merge, small_pages, resident, secret, large;
  int key; /* 0: none */
} fake_os_page;

/* Returns false when no mapping holds the address. */
bool fake_os_page_at(const void *address, fake_os_page *out);

/* Tells whether a read (or, if for_writing, a write) of every byte by this thread would succeed on a
   real system. */
bool fake_os_accessible(const void *address, size_t size, bool for_writing);

/* --- What must not happen -------------------------------------------------------------------- */

/* Counts offences since the reset: memory given back that was not wiped. */
size_t fake_os_offences(void);
const char *fake_os_last_offence(void); /* never NULL */

/* Finds bytes in every page that is mapped (those without access only if even_hidden; no key hides
   one, as from another process), and in memory that was given back unwiped. Returns how often they
   stand there. */
size_t fake_os_find(const void *bytes, size_t size, bool even_hidden);

/* --- Faults ---------------------------------------------------------------------------------- */

typedef struct fake_os_fault {
  size_t nth;            /* counted from the plan on, from 1; 0: no fault */
  const char *operation; /* by fact sheet name, or host_read, host_write; NULL: any. Static. */
  memcall_status status;
  int64_t os_code;
  bool persistent; /* from the nth on, and not only the nth */
} fake_os_fault;

/* Starts counting operations anew and fails as told. */
void fake_os_plan(fake_os_fault fault);

/* fake_os_plan for any operation, once, with code 5. */
void fake_os_fail(size_t nth, memcall_status status);

/* Ends the plan; counting goes on. */
void fake_os_no_faults(void);

size_t fake_os_operations(void);                        /* since the last plan or reset */
size_t fake_os_operations_named(const char *operation); /* the same, of one name */
bool fake_os_fault_happened(void);                      /* since the last plan */

typedef struct fake_os_entry {
  const char *operation;
  void *address;
  size_t size;
  memcall_status status;
} fake_os_entry;

/* The log: index 0 is the newest operation. Returns false when the log does not go back that
   far. */
bool fake_os_log(size_t index, fake_os_entry *out);

/* --- Host ------------------------------------------------------------------------------------ */

/* Turns the state into what a forked child would see: wiped and absent pages, no locks, another
   process number. As after a raw clone(2), no handler runs. */
void fake_os_fork_child(void);

/* Runs the handlers of memcall_host_at_fork, as before a fork and as in the parent after it. They
   are kept over a reset, as they are for a process. */
void fake_os_fork_begin(void);
void fake_os_fork_end(void);
size_t fake_os_fork_handlers(void); /* pairs that were registered */

void fake_os_seed(uint64_t seed);        /* of memcall_random's bytes */
void fake_os_advance_clock(uint64_t ms); /* the clock runs by itself, too */
void fake_os_set_stack_room(size_t bytes);

/* Makes a descriptor whose reads give these bytes, at most `chunk` at once, and then the end. bytes
   are borrowed. It is gone after the next reset. Other descriptors are the real system's. */
intptr_t fake_os_source(const void *bytes, size_t size, size_t chunk);

const char *fake_os_complaints(
    void); /* what memcall_host_complain was given since the reset (its first 4 KiB) */

MEMCALL_END

#endif
