/* generated from platforms/linux.bzl by lib/memcall/backend/generate.bzl; do not edit.
   To write it anew: tools/bazel run //lib/memcall/backend:update */
#if !(defined(__linux__))
#error "this backend is for Linux"
#endif

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/support.h"

#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MADV_GUARD_REMOVE
#define MADV_GUARD_REMOVE 103
#endif
#ifndef MADV_KEEPONFORK
#define MADV_KEEPONFORK 19
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif
#ifndef MEMCALL_NO_SUCH_ADVICE
#define MEMCALL_NO_SUCH_ADVICE 9999
#endif
#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif
#ifndef PKEY_DISABLE_ACCESS
#define PKEY_DISABLE_ACCESS 1
#endif
#if !defined(SYS_memfd_secret) && defined(__NR_memfd_secret)
#define SYS_memfd_secret __NR_memfd_secret
#endif
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif
#if !defined(SYS_mlock2) && defined(__NR_mlock2)
#define SYS_mlock2 __NR_mlock2
#endif

#include "lib/memcall/backend/parts/clear.h"
#include "lib/memcall/backend/parts/core_limit.h"
#include "lib/memcall/backend/parts/discard_locked.h"
#include "lib/memcall/backend/parts/guard_pages.h"
#include "lib/memcall/backend/parts/large_pages.h"
#include "lib/memcall/backend/parts/lock_limit.h"
#include "lib/memcall/backend/parts/memfd_secret.h"
#include "lib/memcall/backend/parts/protection_keys.h"
#include "lib/memcall/backend/parts/random.h"
#include "lib/memcall/backend/parts/stack_room.h"
#include "lib/memcall/backend/parts/touch.h"

/* --- The numbers that the fact sheet documents ---------------------------------- */

_Static_assert(MADV_DOFORK == 11, "MADV_DOFORK");
_Static_assert(MADV_DONTDUMP == 16, "MADV_DONTDUMP");
_Static_assert(MADV_DONTFORK == 10, "MADV_DONTFORK");
_Static_assert(MADV_DONTNEED == 4, "MADV_DONTNEED");
_Static_assert(MADV_DONTNEED_LOCKED == 24, "MADV_DONTNEED_LOCKED");
_Static_assert(MADV_GUARD_INSTALL == 102, "MADV_GUARD_INSTALL");
_Static_assert(MADV_GUARD_REMOVE == 103, "MADV_GUARD_REMOVE");
_Static_assert(MADV_KEEPONFORK == 19, "MADV_KEEPONFORK");
_Static_assert(MADV_NOHUGEPAGE == 15, "MADV_NOHUGEPAGE");
_Static_assert(MADV_POPULATE_WRITE == 23, "MADV_POPULATE_WRITE");
_Static_assert(MADV_UNMERGEABLE == 13, "MADV_UNMERGEABLE");
_Static_assert(MADV_WIPEONFORK == 18, "MADV_WIPEONFORK");
_Static_assert(MLOCK_ONFAULT == 1, "MLOCK_ONFAULT");
_Static_assert(PKEY_DISABLE_ACCESS == 1, "PKEY_DISABLE_ACCESS");
_Static_assert(PR_SET_DUMPABLE == 4, "PR_SET_DUMPABLE");
_Static_assert(PR_SET_NO_NEW_PRIVS == 38, "PR_SET_NO_NEW_PRIVS");
_Static_assert(RLIMIT_CORE == 4, "RLIMIT_CORE");
_Static_assert(RLIMIT_MEMLOCK == 8, "RLIMIT_MEMLOCK");

/* --- Probes --------------------------------------------------------------------- */

enum {
  PROBE_advice_is_checked,
  PROBE_dontneed_locked,
  PROBE_fork_wipe,
  PROBE_guard_markers,
  PROBE_ksm,
  PROBE_memfd_secret,
  PROBE_mlock2,
  PROBE_populate_write,
  PROBE_protection_keys,
  PROBE_thp,
  PROBES
};
static memcall_probe memcall_probes[PROBES + 1];
#define memcall_probed(probe) memcall_probe_says_yes(&memcall_probes[probe])

static bool probe_advice_is_checked(void *page, size_t size) {
  (void)page;
  (void)size;
  return (madvise(page, size, MEMCALL_NO_SUCH_ADVICE) != -1) == 0;
}

static bool probe_dontneed_locked(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_probed(PROBE_advice_is_checked) && madvise(page, size, MADV_DONTNEED_LOCKED) == 0;
}

static bool probe_fork_wipe(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_probed(PROBE_advice_is_checked) && madvise(page, size, MADV_WIPEONFORK) == 0;
}

static bool probe_guard_markers(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_probed(PROBE_advice_is_checked) && madvise(page, size, MADV_GUARD_INSTALL) == 0;
}

static bool probe_ksm(void *page, size_t size) {
  (void)page;
  (void)size;
  return madvise(page, size, MADV_UNMERGEABLE) == 0;
}

static bool probe_memfd_secret(void *page, size_t size) {
  (void)page;
  (void)size;
#ifdef SYS_memfd_secret
  return memcall_part_memfd_secret_exists() == 0;
#else
  return false;
#endif
}

static bool probe_mlock2(void *page, size_t size) {
  (void)page;
  (void)size;
#ifdef SYS_mlock2
  return syscall(SYS_mlock2, page, 0, MLOCK_ONFAULT) == 0;
#else
  return false;
#endif
}

static bool probe_populate_write(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_probed(PROBE_advice_is_checked) && madvise(page, size, MADV_POPULATE_WRITE) == 0;
}

static bool probe_protection_keys(void *page, size_t size) {
  (void)page;
  (void)size;
#ifdef SYS_pkey_alloc
  return memcall_part_protection_keys_exist() == 0;
#else
  return false;
#endif
}

static bool probe_thp(void *page, size_t size) {
  (void)page;
  (void)size;
  return madvise(page, size, MADV_NOHUGEPAGE) == 0;
}

static memcall_probe memcall_probes[PROBES + 1] = {
    {"advice_is_checked", probe_advice_is_checked, MEMCALL_NOT_ASKED},
    {"dontneed_locked", probe_dontneed_locked, MEMCALL_NOT_ASKED},
    {"fork_wipe", probe_fork_wipe, MEMCALL_NOT_ASKED},
    {"guard_markers", probe_guard_markers, MEMCALL_NOT_ASKED},
    {"ksm", probe_ksm, MEMCALL_NOT_ASKED},
    {"memfd_secret", probe_memfd_secret, MEMCALL_NOT_ASKED},
    {"mlock2", probe_mlock2, MEMCALL_NOT_ASKED},
    {"populate_write", probe_populate_write, MEMCALL_NOT_ASKED},
    {"protection_keys", probe_protection_keys, MEMCALL_NOT_ASKED},
    {"thp", probe_thp, MEMCALL_NOT_ASKED},
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

const char *memcall_backend_name(void) { return "Linux"; }

const memcall_stage *memcall_backend_stages(void) {
  static const memcall_stage stages[] = {
      MEMCALL_STAGE_MAP,
      MEMCALL_STAGE_FORK,
      MEMCALL_STAGE_DUMPS,
      MEMCALL_STAGE_MERGE,
      MEMCALL_STAGE_GUARDS,
      MEMCALL_STAGE_LOCK,
      MEMCALL_STAGE_KEY,
      0,
  };
  return stages;
}

uint32_t memcall_backend_traits(void) {
  uint32_t traits = 0;
  traits |= MEMCALL_TRAIT_HAS_FORK;
  if (memcall_probed(PROBE_guard_markers)) {
    traits |= MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS;
  }
  if (memcall_probed(PROBE_guard_markers)) {
    traits |= MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING;
  }
  return traits;
}

const char *memcall_backend_missing(const char *name) {
  static const memcall_absence absences[] = {
#if !defined(SYS_memfd_secret)
      {"map_secret", "the headers it was compiled with have no SYS_memfd_secret"},
#endif
#if !defined(SYS_pkey_alloc)
      {"key_alloc", "the headers it was compiled with have no SYS_pkey_alloc"},
#endif
#if !defined(SYS_pkey_free)
      {"key_free", "the headers it was compiled with have no SYS_pkey_free"},
#endif
#if !defined(SYS_pkey_mprotect)
      {"key_protect", "the headers it was compiled with have no SYS_pkey_mprotect"},
#endif
      {"os_encrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"os_decrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"harden_no_debugger", "no switch against tracers alone; instead: harden_not_dumpable: then only CAP_SYS_PTRACE may attach"},
      {"harden_error_dialogs", "no dialogs: what sees a crash is the program in core_pattern; instead: harden_not_dumpable: then it is not started"},
      {"harden_mitigations", "PR_SET_MDWE cannot be taken back and ends every just-in-time compiler in the process; instead: nothing"},
      {NULL, NULL},
  };
  return memcall_absence_named(absences, name);
}

const char *memcall_backend_remedy(memcall_status status) {
  switch (status) {
    case MEMCALL_ERR_LOCK_LIMIT: return "raise the limit ('ulimit -l', LimitMEMLOCK=, memlock in limits.conf)";
    case MEMCALL_ERR_NO_MEMORY: return "raise what is used up ('ulimit -v', vm.max_map_count, vm.overcommit_memory, vm.nr_hugepages)";
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
  void *found = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (found != MAP_FAILED) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("mmap", errno, common_meanings);
}

memcall_answer memcall_backend_map_sparse(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
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
  return memcall_refused("mmap(MAP_HUGETLB)", errno, map_large_meanings);
}

#if defined(SYS_memfd_secret)
static const memcall_meaning map_secret_meanings[] = {
    {EAGAIN, MEMCALL_ERR_LOCK_LIMIT},
    COMMON_MEANINGS,
};
#endif
memcall_answer memcall_backend_map_secret(size_t size, int protection, void **out) {
  (void)size;
  (void)protection;
  *out = NULL;
#ifdef SYS_memfd_secret
  if (memcall_probed(PROBE_memfd_secret)) {
    void *found = memcall_part_memfd_secret(size, protection);
    if (found != MAP_FAILED) {
      *out = found;
      return memcall_done();
    }
    return memcall_refused("memfd_secret", errno, map_secret_meanings);
  }
#endif
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

#if defined(SYS_pkey_alloc)
static const memcall_meaning key_alloc_meanings[] = {
    {EINVAL, MEMCALL_ERR_UNSUPPORTED},
    {ENOSPC, MEMCALL_ERR_UNSUPPORTED},
    COMMON_MEANINGS,
};
#endif
memcall_answer memcall_backend_key_alloc(int *key) {
  (void)key;
#ifdef SYS_pkey_alloc
  if (memcall_probed(PROBE_protection_keys)) {
    const int64_t code = (int64_t)memcall_part_key_alloc(key);
    if (code == 0) {
      return memcall_done();
    }
    return memcall_refused("pkey_alloc", code, key_alloc_meanings);
  }
#endif
  return memcall_no_way("key_alloc");
}

memcall_answer memcall_backend_key_free(int key) {
  (void)key;
#ifdef SYS_pkey_free
  if (syscall(SYS_pkey_free, key) == 0) {
    return memcall_done();
  }
  return memcall_refused("pkey_free", errno, common_meanings);
#endif
  return memcall_no_way("key_free");
}

memcall_answer memcall_backend_key_protect(void *address, size_t size, int protection, int key) {
  (void)address;
  (void)size;
  (void)protection;
  (void)key;
#ifdef SYS_pkey_mprotect
  if (memcall_probed(PROBE_protection_keys)) {
    if (syscall(SYS_pkey_mprotect, address, size, protection, key) == 0) {
      return memcall_done();
    }
    return memcall_refused("pkey_mprotect", errno, common_meanings);
  }
#endif
  return memcall_no_way("key_protect");
}

memcall_answer memcall_backend_guard(void *address, size_t size) {
  if (memcall_probed(PROBE_guard_markers)) {
    if (madvise(address, size, MADV_GUARD_INSTALL) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_GUARD_INSTALL", errno, common_meanings);
  }
  const int64_t code = (int64_t)memcall_part_guard_pages(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("mprotect", code, common_meanings);
}

memcall_answer memcall_backend_unguard(void *address, size_t size) {
  if (memcall_probed(PROBE_guard_markers)) {
    if (madvise(address, size, MADV_GUARD_REMOVE) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_GUARD_REMOVE", errno, common_meanings);
  }
  if (mprotect(address, size, PROT_READ | PROT_WRITE) == 0) {
    return memcall_done();
  }
  return memcall_refused("mprotect", errno, common_meanings);
}

static const memcall_meaning lock_meanings[] = {
    {EAGAIN, MEMCALL_ERR_LOCK_LIMIT},
    {ENOMEM, MEMCALL_ERR_LOCK_LIMIT},
    {EPERM, MEMCALL_ERR_LOCK_LIMIT},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_lock(void *address, size_t size) {
  (void)address;
  (void)size;
#ifdef SYS_mlock2
  if (memcall_probed(PROBE_mlock2)) {
    if (syscall(SYS_mlock2, address, size, MLOCK_ONFAULT) == 0) {
      return memcall_done();
    }
    const memcall_answer answer = memcall_refused("mlock2", errno, lock_meanings);
    (void)syscall(SYS_munlock, address, size);
    return answer;
  }
#endif
  if (syscall(SYS_mlock, address, size) == 0) {
    return memcall_done();
  }
  const memcall_answer answer = memcall_refused("mlock", errno, lock_meanings);
  (void)syscall(SYS_munlock, address, size);
  return answer;
}

memcall_answer memcall_backend_unlock(void *address, size_t size) {
  if (syscall(SYS_munlock, address, size) == 0) {
    return memcall_done();
  }
  return memcall_refused("munlock", errno, common_meanings);
}

static const memcall_meaning populate_meanings[] = {
    {EFAULT, MEMCALL_ERR_INVALID},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_populate(void *address, size_t size) {
  if (memcall_probed(PROBE_populate_write)) {
    if (madvise(address, size, MADV_POPULATE_WRITE) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_POPULATE_WRITE", errno, populate_meanings);
  }
  const int64_t code = (int64_t)memcall_part_touch(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("touch", code, populate_meanings);
}

memcall_answer memcall_backend_exclude_from_dumps(void *address, size_t size) {
  if (memcall_probed(PROBE_advice_is_checked)) {
    if (madvise(address, size, MADV_DONTDUMP) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_DONTDUMP", errno, common_meanings);
  }
  return memcall_no_way("exclude_from_dumps");
}

memcall_answer memcall_backend_exclude_from_merging(void *address, size_t size) {
  if (memcall_probed(PROBE_ksm)) {
    if (madvise(address, size, MADV_UNMERGEABLE) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_UNMERGEABLE", errno, common_meanings);
  }
  return memcall_done(); /* this kernel merges no pages (it has no CONFIG_KSM) */
}

memcall_answer memcall_backend_small_pages(void *address, size_t size) {
  if (memcall_probed(PROBE_thp)) {
    if (madvise(address, size, MADV_NOHUGEPAGE) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_NOHUGEPAGE", errno, common_meanings);
  }
  return memcall_done(); /* this kernel has no transparent large pages */
}

memcall_answer memcall_backend_fork_inherit(void *address, size_t size) {
  if (memcall_probed(PROBE_fork_wipe)) {
    if ((madvise(address, size, MADV_DOFORK) || madvise(address, size, MADV_KEEPONFORK)) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_KEEPONFORK", errno, common_meanings);
  }
  if (memcall_probed(PROBE_advice_is_checked)) {
    if (madvise(address, size, MADV_DOFORK) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_DOFORK", errno, common_meanings);
  }
  return memcall_done(); /* fork(2) copies, and advice that would say otherwise is not taken here */
}

memcall_answer memcall_backend_fork_wipe(void *address, size_t size) {
  if (memcall_probed(PROBE_fork_wipe)) {
    if (madvise(address, size, MADV_WIPEONFORK) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_WIPEONFORK", errno, common_meanings);
  }
  return memcall_no_way("fork_wipe");
}

memcall_answer memcall_backend_fork_exclude(void *address, size_t size) {
  if (memcall_probed(PROBE_advice_is_checked)) {
    if (madvise(address, size, MADV_DONTFORK) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_DONTFORK", errno, common_meanings);
  }
  return memcall_no_way("fork_exclude");
}

memcall_answer memcall_backend_discard(void *address, size_t size) {
  if (memcall_probed(PROBE_dontneed_locked)) {
    if (madvise(address, size, MADV_DONTNEED_LOCKED) == 0) {
      return memcall_done();
    }
    return memcall_refused("MADV_DONTNEED_LOCKED", errno, common_meanings);
  }
  if (memcall_probed(PROBE_advice_is_checked)) {
    if (madvise(address, size, MADV_DONTNEED) == 0) {
      return memcall_done();
    }
    const memcall_answer answer = memcall_refused("MADV_DONTNEED", errno, common_meanings);
    if (answer.os_code != EINVAL) {
      return answer;
    }
  }
  if (memcall_probed(PROBE_advice_is_checked)) {
    const int64_t code = (int64_t)memcall_part_discard_locked(address, size);
    if (code == 0) {
      return memcall_done();
    }
    return memcall_refused("mlock", code, common_meanings);
  }
  return memcall_no_way("discard");
}

static const memcall_meaning is_mapped_meanings[] = {
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
  const int64_t code = (int64_t)memcall_part_lock_limit(limit, used);
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
  if (prctl(PR_SET_DUMPABLE, 0UL, 0UL, 0UL, 0UL) == 0) {
    return memcall_done();
  }
  return memcall_refused("PR_SET_DUMPABLE", errno, common_meanings);
}

memcall_answer memcall_backend_harden_no_debugger(void) {
  return memcall_no_way("harden_no_debugger");
}

memcall_answer memcall_backend_harden_no_new_privs(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) == 0) {
    return memcall_done();
  }
  return memcall_refused("PR_SET_NO_NEW_PRIVS", errno, common_meanings);
}

memcall_answer memcall_backend_harden_error_dialogs(void) {
  return memcall_no_way("harden_error_dialogs");
}

memcall_answer memcall_backend_harden_mitigations(void) {
  return memcall_no_way("harden_mitigations");
}
