/* backend.h: seam 1, everything this library asks of an operating system about memory. One generated file per system
   (gen/) defines these functions; tests may link another definition (//tests/fake_os).

   Preconditions that callers keep: addresses are page-aligned, sizes are whole pages and not zero (bytes and size of
   clear, random, os_encrypt, os_decrypt excepted). A function tries the fact sheet's ways in order and translates the
   system's code by the sheet's meanings. None keeps state but the cached probe answers. */
#ifndef MEMCALL_BACKEND_BACKEND_H
#define MEMCALL_BACKEND_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memcall/memcall.h"

MEMCALL_BEGIN

/* An answer carries a failure upwards without touching the thread's last error: only the caller knows whether it is
   one. */
typedef struct memcall_answer {
  memcall_status status;
  int64_t os_code;       /* errno, GetLastError or kern_return_t; 0 when no system call was made */
  const char *operation; /* "mlock2"; static storage, never NULL */
} memcall_answer;

/* --- What the system is like: data from its fact sheet --------------------------------------- */

typedef enum memcall_stage {
  MEMCALL_STAGE_MAP = 1,
  MEMCALL_STAGE_FORK,
  MEMCALL_STAGE_DUMPS,
  MEMCALL_STAGE_MERGE,
  MEMCALL_STAGE_GUARDS,
  MEMCALL_STAGE_LOCK,
  MEMCALL_STAGE_KEY
} memcall_stage;

#define MEMCALL_TRAIT_LOCK_NESTS 0x001u /* each lock needs an unlock of its own */
#define MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE 0x002u
#define MEMCALL_TRAIT_NO_ACCESS_UNLOCKS 0x004u    /* taking access away drops the lock */
#define MEMCALL_TRAIT_PROTECT_PASSES_HOLES 0x008u /* protecting what is not mapped is no failure */
#define MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING 0x010u
#define MEMCALL_TRAIT_RESERVE_THEN_COMMIT 0x020u
#define MEMCALL_TRAIT_UNLOCK_BEFORE_FREE 0x040u
#define MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING \
  0x080u /* guard markers; holds only while the probe says so */
#define MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS 0x100u
#define MEMCALL_TRAIT_HAS_FORK 0x200u

const char *memcall_backend_name(void); /* "Linux" */
const memcall_stage *memcall_backend_stages(
    void);                             /* the order of an allocation's steps; ends with 0 */
uint32_t memcall_backend_traits(void); /* MEMCALL_TRAIT_… that hold on this machine now */

/* Why an operation does not exist here, and what stands in; NULL when it exists. name: as in platforms/schema.bzl. */
const char *memcall_backend_missing(const char *name);

/* What to do about LOCK_LIMIT or NO_MEMORY on this system, as a clause; NULL for other statuses. */
const char *memcall_backend_remedy(memcall_status status);

/* --- Probes ---------------------------------------------------------------------------------- */

/* The answer of a probe by its fact sheet name ("guard_markers"): 1 there, 0 absent, -1 no such probe. Runs at most once per
   process, on a page made for it. */
int memcall_backend_probe(const char *name);
/* For tests: sets an answer (0 or 1), or forgets it (-1). Returns false when there is no such probe. */
bool memcall_backend_set_probe(const char *name, int answer);

/* --- Sizes ----------------------------------------------------------------------------------- */

size_t memcall_backend_page_size(void);
size_t memcall_backend_granularity(void);
size_t memcall_backend_large_page_size(void);
size_t memcall_backend_stack_room(
    void); /* bytes of this thread's stack below the caller; MEMCALL_UNKNOWN */

/* --- Pages ----------------------------------------------------------------------------------- */

int memcall_backend_protection(
    memcall_protection protection); /* the system's own number; -1: unknown enumerator */

memcall_answer memcall_backend_map(size_t size, int protection, void **out); /* zeroed */
memcall_answer memcall_backend_map_sparse(
    size_t size, int protection,
    void **out); /* address space now, pages when touched: no commit charge */
memcall_answer memcall_backend_map_large(size_t size, int protection, void **out);
memcall_answer memcall_backend_map_secret(size_t size, int protection, void **out);
memcall_answer memcall_backend_unmap(void *address, size_t size); /* a whole mapping */
memcall_answer memcall_backend_protect(void *address, size_t size, int protection);
/* A protection key, closed to this thread; the threads that there are have no access from the start. */
memcall_answer memcall_backend_key_alloc(int *key);
/* Gives back one that stands on no page. */
memcall_answer memcall_backend_key_free(int key);
/* As protect, and puts the key on the pages, where later calls of protect leave it. */
memcall_answer memcall_backend_key_protect(void *address, size_t size, int protection, int key);
memcall_answer memcall_backend_guard(void *address,
                                     size_t size); /* any access faults; content is lost */
memcall_answer memcall_backend_unguard(void *address,
                                       size_t size); /* readable, writable and zero again */
memcall_answer memcall_backend_lock(void *address, size_t size);
memcall_answer memcall_backend_unlock(void *address, size_t size);
memcall_answer memcall_backend_populate(
    void *address,
    size_t size); /* fresh writable pages become resident, so no later touch can fail */
memcall_answer memcall_backend_exclude_from_dumps(void *address, size_t size);
memcall_answer memcall_backend_exclude_from_merging(void *address, size_t size);
memcall_answer memcall_backend_small_pages(
    void *address,
    size_t
        size); /* no transparent large pages: their collapse moves locked pages and leaves old frames */
memcall_answer memcall_backend_fork_inherit(void *address, size_t size);
memcall_answer memcall_backend_fork_wipe(void *address, size_t size);
memcall_answer memcall_backend_fork_exclude(void *address, size_t size);
memcall_answer memcall_backend_discard(
    void *address,
    size_t
        size); /* empties pages whatever their protection and lock; without access afterwards where the system does not tell what it was */
memcall_answer memcall_backend_is_mapped(void *address,
                                         size_t size); /* INVALID: a page of it is not */

/* --- Bytes ----------------------------------------------------------------------------------- */

void memcall_backend_clear(void *bytes, size_t size); /* Signals: safe */
memcall_answer memcall_backend_random(void *bytes, size_t size);
memcall_answer memcall_backend_os_encrypt(void *bytes, size_t size);
memcall_answer memcall_backend_os_decrypt(void *bytes, size_t size);

/* --- The process ----------------------------------------------------------------------------- */

memcall_answer memcall_backend_lock_limit(size_t *limit, size_t *used);
memcall_answer memcall_backend_core_limit(int hard);
memcall_answer memcall_backend_core_limit_restore(void);
memcall_answer memcall_backend_harden_not_dumpable(void);
memcall_answer memcall_backend_harden_no_debugger(void);
memcall_answer memcall_backend_harden_no_new_privs(void);
memcall_answer memcall_backend_harden_error_dialogs(void);
memcall_answer memcall_backend_harden_mitigations(void);

MEMCALL_END

#endif
