/* generated from platforms/solaris.bzl by lib/memcall/backend/generate.bzl; do not edit.
   To write it anew: tools/bazel run //lib/memcall/backend:update */
#if !(defined(__sun))
#error "this backend is for Solaris"
#endif

#ifndef __EXTENSIONS__
#define __EXTENSIONS__ 1
#endif

#include <errno.h>
#include <priv.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/support.h"

#include "lib/memcall/backend/parts/clear_and_hide.h"
#include "lib/memcall/backend/parts/core_limit.h"
#include "lib/memcall/backend/parts/open_cleared.h"
#include "lib/memcall/backend/parts/touch.h"
#include "lib/memcall/backend/parts/clear.h"
#include "lib/memcall/backend/parts/preferred_page_size.h"
#include "lib/memcall/backend/parts/random.h"
#include "lib/memcall/backend/parts/stack_segment_thr.h"
#include "lib/memcall/backend/parts/untold_limit.h"

/* --- The numbers that the fact sheet documents ---------------------------------- */

_Static_assert(MAP_ALIGN == 0x200, "MAP_ALIGN");
_Static_assert(MAP_ANON == 0x100, "MAP_ANON");
_Static_assert(MAP_NORESERVE == 64, "MAP_NORESERVE");
_Static_assert(MAP_PRIVATE == 2, "MAP_PRIVATE");
_Static_assert(MC_HAT_ADVISE == 7, "MC_HAT_ADVISE");
#ifdef MC_INHERIT_ZERO
_Static_assert(MC_INHERIT_ZERO == 8, "MC_INHERIT_ZERO");
#endif
_Static_assert(MHA_MAPSIZE_VA == 1, "MHA_MAPSIZE_VA");
_Static_assert(MS_ASYNC == 1, "MS_ASYNC");
_Static_assert(RLIMIT_CORE == 4, "RLIMIT_CORE");
#ifdef __PROC_PROTECT
_Static_assert(__PROC_PROTECT == 8, "__PROC_PROTECT");
#endif

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

const char *memcall_backend_name(void) { return "Solaris"; }

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
  traits |= MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE;
  return traits;
}

const char *memcall_backend_missing(const char *name) {
  static const memcall_absence absences[] = {
      {"map_secret", "no pages that the kernel itself leaves alone; instead: MEMCALL_SECURE"},
      {"key_alloc", "programs get no protection keys; instead: nothing"},
      {"key_free", "programs get no protection keys; instead: nothing"},
      {"key_protect", "programs get no protection keys; instead: a change of page access"},
      {"exclude_from_dumps", "neither a flag nor advice keeps pages out of a core file; instead: the core limit, and harden_not_dumpable"},
      {"small_pages", "large pages are the kernel's own policy, and no call forbids them; instead: nothing"},
      {"fork_inherit", "MC_INHERIT_ZERO cannot be taken back; instead: fresh pages are copied to a child anyway"},
#if !defined(MC_INHERIT_ZERO)
      {"fork_wipe", "the headers it was compiled with have no MC_INHERIT_ZERO"},
#endif
      {"fork_exclude", "a child gets every mapping; instead: fork_wipe, which illumos has"},
      {"os_encrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"os_decrypt", "no such service in the kernel; instead: memguard seals with its own key"},
#if !defined(__PROC_PROTECT)
      {"harden_not_dumpable", "the headers it was compiled with have no __PROC_PROTECT"},
#endif
#if !defined(__PROC_PROTECT)
      {"harden_no_debugger", "the headers it was compiled with have no __PROC_PROTECT"},
#endif
      {"harden_no_new_privs", "privileges are dropped one by one, and which ones is the program's to know; instead: the program's own setppriv(2)"},
      {"harden_error_dialogs", "a crash shows no dialog; instead: nothing"},
      {"harden_mitigations", "security-flags(7) are set for a program before it runs; instead: psecflags(1)"},
      {NULL, NULL},
  };
  return memcall_absence_named(absences, name);
}

const char *memcall_backend_remedy(memcall_status status) {
  switch (status) {
    case MEMCALL_ERR_LOCK_LIMIT: return "raise the limit (project.max-locked-memory or zone.max-locked-memory; see prctl and projmod)";
    case MEMCALL_ERR_NO_MEMORY: return "raise what is used up ('ulimit -v', process.max-address-space, swap space)";
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
  {EAGAIN, MEMCALL_ERR_NO_MEMORY}, \
  {EINVAL, MEMCALL_ERR_INVALID}, \
  {ENOMEM, MEMCALL_ERR_NO_MEMORY}, \
  {ENOSYS, MEMCALL_ERR_UNSUPPORTED}, \
  {ENOTSUP, MEMCALL_ERR_UNSUPPORTED}, \
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
  return memcall_part_large_page_size();
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

static const memcall_meaning map_large_meanings[] = {
    {EINVAL, MEMCALL_ERR_UNSUPPORTED},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_map_large(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = memcall_part_large_pages(size, protection);
  if (found != MAP_FAILED) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("MC_HAT_ADVISE", errno, map_large_meanings);
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
    {ENOMEM, MEMCALL_ERR_INVALID},
    {EPERM, MEMCALL_ERR_DENIED},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_lock(void *address, size_t size) {
  if (mlock(address, size) == 0) {
    return memcall_done();
  }
  const memcall_answer answer = memcall_refused("mlock", errno, lock_meanings);
  (void)munlock(address, size);
  return answer;
}

memcall_answer memcall_backend_unlock(void *address, size_t size) {
  if (munlock(address, size) == 0) {
    return memcall_done();
  }
  const memcall_answer answer = memcall_refused("munlock", errno, common_meanings);
  if (answer.os_code == EPERM) {
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
  return memcall_no_way("small_pages");
}

memcall_answer memcall_backend_fork_inherit(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_no_way("fork_inherit");
}

#if defined(MC_INHERIT_ZERO)
static const memcall_meaning fork_wipe_meanings[] = {
    {EINVAL, MEMCALL_ERR_UNSUPPORTED},
    {ENOTSUP, MEMCALL_ERR_UNSUPPORTED},
    COMMON_MEANINGS,
};
#endif
memcall_answer memcall_backend_fork_wipe(void *address, size_t size) {
  (void)address;
  (void)size;
#ifdef MC_INHERIT_ZERO
  if (memcntl(address, size, MC_INHERIT_ZERO, NULL, 0, 0) == 0) {
    return memcall_done();
  }
  return memcall_refused("MC_INHERIT_ZERO", errno, fork_wipe_meanings);
#endif
  return memcall_no_way("fork_wipe");
}

memcall_answer memcall_backend_fork_exclude(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_no_way("fork_exclude");
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
  memcall_part_clear(bytes, size);
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
  const int64_t code = (int64_t)memcall_part_untold_limit(limit, used);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("getrctl", code, common_meanings);
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
#ifdef __PROC_PROTECT
  if (setpflags(__PROC_PROTECT, 1) == 0) {
    return memcall_done();
  }
  return memcall_refused("__PROC_PROTECT", errno, common_meanings);
#endif
  return memcall_no_way("harden_not_dumpable");
}

memcall_answer memcall_backend_harden_no_debugger(void) {
#ifdef __PROC_PROTECT
  if (setpflags(__PROC_PROTECT, 1) == 0) {
    return memcall_done();
  }
  return memcall_refused("__PROC_PROTECT", errno, common_meanings);
#endif
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
