/* generated from platforms/netbsd.bzl by lib/memcall/backend/generate.bzl; do not edit.
   To write it anew: tools/bazel run //lib/memcall/backend:update */
#if !(defined(__NetBSD__))
#error "this backend is for NetBSD"
#endif

#ifndef _NETBSD_SOURCE
#define _NETBSD_SOURCE 1
#endif

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/support.h"

#include "lib/memcall/backend/parts/clear_and_hide.h"
#include "lib/memcall/backend/parts/core_limit.h"
#include "lib/memcall/backend/parts/open_cleared.h"
#include "lib/memcall/backend/parts/touch.h"
#include "lib/memcall/backend/parts/memlock_limit.h"
#include "lib/memcall/backend/parts/random.h"
#include "lib/memcall/backend/parts/stack_attributes.h"

/* --- The numbers that the fact sheet documents ---------------------------------- */

_Static_assert(MAP_ANON == 0x1000, "MAP_ANON");
_Static_assert(MAP_INHERIT_COPY == 1, "MAP_INHERIT_COPY");
_Static_assert(MAP_INHERIT_NONE == 2, "MAP_INHERIT_NONE");
_Static_assert(MAP_INHERIT_ZERO == 4, "MAP_INHERIT_ZERO");
_Static_assert(MAP_NORESERVE == 64, "MAP_NORESERVE");
_Static_assert(MAP_PRIVATE == 2, "MAP_PRIVATE");
_Static_assert(MS_ASYNC == 1, "MS_ASYNC");
_Static_assert(RLIMIT_CORE == 4, "RLIMIT_CORE");
_Static_assert(RLIMIT_MEMLOCK == 6, "RLIMIT_MEMLOCK");

/* --- Probes --------------------------------------------------------------------- */

enum {
  PROBES
};
static memcall_probe memcall_probes[PROBES + 1];
#define memcall_probed(probe) memcall_probe_says_yes(&memcall_probes[probe])

static memcall_probe memcall_probes[PROBES + 1] = {
    {NULL, NULL, MEMCALL_NOT_ASKED},
};

int memcall_backend_probe(const char *name) {
  memcall_probe *probe = memcall_probe_named(memcall_probes, name);
  return probe == NULL ? -1 : memcall_probe_says_yes(probe);
}

bool memcall_backend_set_probe(const char *name, int answer) {
  memcall_probe *probe = memcall_probe_named(memcall_probes, name);
  if (probe != NULL) {
    memcall_probe_set(probe, answer);
  }
  return probe != NULL;
}

/* --- What the system is like ---------------------------------------------------- */

const char *memcall_backend_name(void) { return "NetBSD"; }

const memcall_stage *memcall_backend_stages(void) {
  static const memcall_stage stages[] = {
      MEMCALL_STAGE_MAP,
      MEMCALL_STAGE_FORK,
      MEMCALL_STAGE_LOCK,
      MEMCALL_STAGE_GUARDS,
      0,
  };
  return stages;
}

uint32_t memcall_backend_traits(void) {
  uint32_t traits = 0;
  traits |= MEMCALL_TRAIT_HAS_FORK;
  traits |= MEMCALL_TRAIT_LOCK_NESTS;
  traits |= MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING;
  traits |= MEMCALL_TRAIT_PROTECT_PASSES_HOLES;
  return traits;
}

const char *memcall_backend_missing(const char *name) {
  static const memcall_absence absences[] = {
      {"large_page_size", "programs have no large pages; instead: the page size"},
      {"map_large", "programs have no large pages; instead: plain pages"},
      {"map_secret", "no pages that the kernel itself leaves alone; instead: MEMCALL_SECURE"},
      {"key_alloc", "programs get no protection keys; instead: nothing"},
      {"key_free", "programs get no protection keys; instead: nothing"},
      {"key_protect", "programs get no protection keys; instead: a change of page access"},
      {"exclude_from_dumps", "neither a flag nor advice keeps pages out of a core file; instead: the core limit, and no access while at rest: pages that cannot be read are left out"},
      {"os_encrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"os_decrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"harden_not_dumpable", "no such call for one process; instead: the core limit"},
      {"harden_no_debugger", "no such call for one process; instead: the system's security.models.extensions.curtain"},
      {"harden_no_new_privs", "no such call; instead: nothing"},
      {"harden_error_dialogs", "a crash shows no dialog; instead: nothing"},
      {"harden_mitigations", "PaX is set for a program by paxctl(8), before it runs; instead: its defaults are on"},
      {NULL, NULL},
  };
  return memcall_absence_named(absences, name);
}

const char *memcall_backend_remedy(memcall_status status) {
  switch (status) {
    case MEMCALL_ERR_LOCK_LIMIT: return "raise the limit ('ulimit -l', memorylocked in login.conf)";
    case MEMCALL_ERR_NO_MEMORY: return "raise what is used up ('ulimit -v', 'ulimit -d', datasize in login.conf)";
    default: return NULL;
  }
}

int memcall_backend_protection(memcall_protection protection) {
  switch (protection) {
    case MEMCALL_NO_ACCESS: return PROT_NONE;
    case MEMCALL_READ_ONLY: return PROT_READ;
    case MEMCALL_READ_WRITE: return PROT_READ | PROT_WRITE;
    case MEMCALL_EXECUTE: return PROT_EXEC;
    case MEMCALL_READ_EXECUTE: return PROT_READ | PROT_EXEC;
    case MEMCALL_READ_WRITE_EXECUTE: return PROT_READ | PROT_WRITE | PROT_EXEC;
  }
  return -1;
}

/* --- Operations ----------------------------------------------------------------- */

/* What codes mean where an operation's own table does not say. */
#define COMMON_MEANINGS \
  {EACCES, MEMCALL_ERR_DENIED}, \
  {EINVAL, MEMCALL_ERR_INVALID}, \
  {ENOMEM, MEMCALL_ERR_NO_MEMORY}, \
  {ENOSYS, MEMCALL_ERR_UNSUPPORTED}, \
  {EPERM, MEMCALL_ERR_DENIED}, \
  {0, MEMCALL_ERR_SYSTEM}
static const memcall_meaning common_meanings[] = {
    COMMON_MEANINGS,
};

size_t memcall_backend_page_size(void) {
  return (size_t)sysconf(_SC_PAGESIZE);
}

size_t memcall_backend_granularity(void) {
  return (size_t)sysconf(_SC_PAGESIZE);
}

size_t memcall_backend_large_page_size(void) {
  return 0;
}

size_t memcall_backend_stack_room(void) {
  return memcall_part_stack_room();
}

memcall_answer memcall_backend_map(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (found != MAP_FAILED) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("mmap", errno, common_meanings);
}

memcall_answer memcall_backend_map_sparse(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
  if (found != MAP_FAILED) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("mmap", errno, common_meanings);
}

memcall_answer memcall_backend_map_large(size_t size, int protection, void **out) {
  (void)size;
  (void)protection;
  *out = NULL;
  return memcall_no_way("map_large");
}

memcall_answer memcall_backend_map_secret(size_t size, int protection, void **out) {
  (void)size;
  (void)protection;
  *out = NULL;
  return memcall_no_way("map_secret");
}

memcall_answer memcall_backend_unmap(void *address, size_t size) {
  if (munmap(address, size) == 0) {
    return memcall_done();
  }
  return memcall_refused("munmap", errno, common_meanings);
}

memcall_answer memcall_backend_protect(void *address, size_t size, int protection) {
  if (mprotect(address, size, protection) == 0) {
    return memcall_done();
  }
  return memcall_refused("mprotect", errno, common_meanings);
}

memcall_answer memcall_backend_key_alloc(int *key) {
  (void)key;
  return memcall_no_way("key_alloc");
}

memcall_answer memcall_backend_key_free(int key) {
  (void)key;
  return memcall_no_way("key_free");
}

memcall_answer memcall_backend_key_protect(void *address, size_t size, int protection, int key) {
  (void)address;
  (void)size;
  (void)protection;
  (void)key;
  return memcall_no_way("key_protect");
}

memcall_answer memcall_backend_guard(void *address, size_t size) {
  if (mprotect(address, size, PROT_NONE) == 0) {
    return memcall_done();
  }
  return memcall_refused("mprotect", errno, common_meanings);
}

memcall_answer memcall_backend_unguard(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_open_cleared(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("mprotect", code, common_meanings);
}

static const memcall_meaning lock_meanings[] = {
    {EAGAIN, MEMCALL_ERR_LOCK_LIMIT},
    {ENOMEM, MEMCALL_ERR_NO_MEMORY},
    {EPERM, MEMCALL_ERR_DENIED},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_lock(void *address, size_t size) {
  if (mlock(address, size) == 0) {
    return memcall_done();
  }
  return memcall_refused("mlock", errno, lock_meanings);
}

memcall_answer memcall_backend_unlock(void *address, size_t size) {
  if (munlock(address, size) == 0) {
    return memcall_done();
  }
  const memcall_answer answer = memcall_refused("munlock", errno, common_meanings);
  if (answer.os_code == EINVAL || answer.os_code == ENOMEM) {
    return memcall_done();
  }
  return answer;
}

memcall_answer memcall_backend_populate(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_touch(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("touch", code, common_meanings);
}

memcall_answer memcall_backend_exclude_from_dumps(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_no_way("exclude_from_dumps");
}

memcall_answer memcall_backend_exclude_from_merging(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* the kernel never merges equal pages */
}

memcall_answer memcall_backend_small_pages(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* there are no large pages for programs */
}

memcall_answer memcall_backend_fork_inherit(void *address, size_t size) {
  if (minherit(address, size, MAP_INHERIT_COPY) == 0) {
    return memcall_done();
  }
  return memcall_refused("MAP_INHERIT_COPY", errno, common_meanings);
}

memcall_answer memcall_backend_fork_wipe(void *address, size_t size) {
  if (minherit(address, size, MAP_INHERIT_ZERO) == 0) {
    return memcall_done();
  }
  return memcall_refused("MAP_INHERIT_ZERO", errno, common_meanings);
}

memcall_answer memcall_backend_fork_exclude(void *address, size_t size) {
  if (minherit(address, size, MAP_INHERIT_NONE) == 0) {
    return memcall_done();
  }
  return memcall_refused("MAP_INHERIT_NONE", errno, common_meanings);
}

memcall_answer memcall_backend_discard(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_clear_and_hide(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("mprotect", code, common_meanings);
}

static const memcall_meaning is_mapped_meanings[] = {
    {EFAULT, MEMCALL_ERR_INVALID},
    {ENOMEM, MEMCALL_ERR_INVALID},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_is_mapped(void *address, size_t size) {
  if (msync(address, size, MS_ASYNC) == 0) {
    return memcall_done();
  }
  return memcall_refused("msync", errno, is_mapped_meanings);
}

void memcall_backend_clear(void *bytes, size_t size) {
  explicit_memset(bytes, 0, size);
}

static const memcall_meaning random_meanings[] = {
    {ENOSYS, MEMCALL_ERR_SYSTEM},
    {EPERM, MEMCALL_ERR_SYSTEM},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_random(void *bytes, size_t size) {
  const int64_t code = (int64_t)memcall_part_random(bytes, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("getrandom", code, random_meanings);
}

memcall_answer memcall_backend_os_encrypt(void *bytes, size_t size) {
  (void)bytes;
  (void)size;
  return memcall_no_way("os_encrypt");
}

memcall_answer memcall_backend_os_decrypt(void *bytes, size_t size) {
  (void)bytes;
  (void)size;
  return memcall_no_way("os_decrypt");
}

memcall_answer memcall_backend_lock_limit(size_t *limit, size_t *used) {
  const int64_t code = (int64_t)memcall_part_memlock_limit(limit, used);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("getrlimit", code, common_meanings);
}

memcall_answer memcall_backend_core_limit(int hard) {
  const int64_t code = (int64_t)memcall_part_core_limit(hard);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("setrlimit", code, common_meanings);
}

static const memcall_meaning core_limit_restore_meanings[] = {
    {EINVAL, MEMCALL_ERR_DENIED},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_core_limit_restore(void) {
  const int64_t code = (int64_t)memcall_part_core_limit_restore();
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("setrlimit", code, core_limit_restore_meanings);
}

memcall_answer memcall_backend_harden_not_dumpable(void) {
  return memcall_no_way("harden_not_dumpable");
}

memcall_answer memcall_backend_harden_no_debugger(void) {
  return memcall_no_way("harden_no_debugger");
}

memcall_answer memcall_backend_harden_no_new_privs(void) {
  return memcall_no_way("harden_no_new_privs");
}

memcall_answer memcall_backend_harden_error_dialogs(void) {
  return memcall_no_way("harden_error_dialogs");
}

memcall_answer memcall_backend_harden_mitigations(void) {
  return memcall_no_way("harden_mitigations");
}
