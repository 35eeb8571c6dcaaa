/* generated from platforms/windows.bzl by lib/memcall/backend/generate.bzl; do not edit.
   To write it anew: tools/bazel run //lib/memcall/backend:update */
#if !(defined(_WIN32))
#error "this backend is for Windows"
#endif

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN 1
#endif

#include <windows.h>
#include <bcrypt.h>
#include <dpapi.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/support.h"

#ifndef WER_FAULT_REPORTING_FLAG_NOHEAP
#define WER_FAULT_REPORTING_FLAG_NOHEAP 1
#endif
#ifndef WER_FAULT_REPORTING_NO_UI
#define WER_FAULT_REPORTING_NO_UI 32
#endif

#include "lib/memcall/backend/parts/crypt_protect.h"
#include "lib/memcall/backend/parts/error_dialogs.h"
#include "lib/memcall/backend/parts/gen_random.h"
#include "lib/memcall/backend/parts/is_mapped.h"
#include "lib/memcall/backend/parts/lock_memory_privilege.h"
#include "lib/memcall/backend/parts/mitigations.h"
#include "lib/memcall/backend/parts/protect_and_clear.h"
#include "lib/memcall/backend/parts/sizes.h"
#include "lib/memcall/backend/parts/stack_limits.h"
#include "lib/memcall/backend/parts/touch.h"
#include "lib/memcall/backend/parts/wer.h"
#include "lib/memcall/backend/parts/working_set.h"

/* --- The numbers that the fact sheet documents ---------------------------------- */

_Static_assert(CRYPTPROTECTMEMORY_BLOCK_SIZE == 16, "CRYPTPROTECTMEMORY_BLOCK_SIZE");
_Static_assert(CRYPTPROTECTMEMORY_SAME_PROCESS == 0, "CRYPTPROTECTMEMORY_SAME_PROCESS");
_Static_assert(ERROR_ACCESS_DENIED == 5, "ERROR_ACCESS_DENIED");
_Static_assert(ERROR_COMMITMENT_LIMIT == 1455, "ERROR_COMMITMENT_LIMIT");
_Static_assert(ERROR_INVALID_ADDRESS == 487, "ERROR_INVALID_ADDRESS");
_Static_assert(ERROR_INVALID_PARAMETER == 87, "ERROR_INVALID_PARAMETER");
_Static_assert(ERROR_NOACCESS == 998, "ERROR_NOACCESS");
_Static_assert(ERROR_NOT_ALL_ASSIGNED == 1300, "ERROR_NOT_ALL_ASSIGNED");
_Static_assert(ERROR_NOT_ENOUGH_MEMORY == 8, "ERROR_NOT_ENOUGH_MEMORY");
_Static_assert(ERROR_NOT_LOCKED == 158, "ERROR_NOT_LOCKED");
_Static_assert(ERROR_NO_SYSTEM_RESOURCES == 1450, "ERROR_NO_SYSTEM_RESOURCES");
_Static_assert(ERROR_PRIVILEGE_NOT_HELD == 1314, "ERROR_PRIVILEGE_NOT_HELD");
_Static_assert(ERROR_WORKING_SET_QUOTA == 1453, "ERROR_WORKING_SET_QUOTA");
_Static_assert(MEM_COMMIT == 0x1000, "MEM_COMMIT");
_Static_assert(MEM_DECOMMIT == 0x4000, "MEM_DECOMMIT");
_Static_assert(MEM_LARGE_PAGES == 0x20000000, "MEM_LARGE_PAGES");
_Static_assert(MEM_RELEASE == 0x8000, "MEM_RELEASE");
_Static_assert(MEM_RESERVE == 0x2000, "MEM_RESERVE");
_Static_assert(PAGE_NOACCESS == 1, "PAGE_NOACCESS");
_Static_assert(PAGE_READONLY == 2, "PAGE_READONLY");
_Static_assert(PAGE_READWRITE == 4, "PAGE_READWRITE");
_Static_assert(SEM_FAILCRITICALERRORS == 1, "SEM_FAILCRITICALERRORS");
_Static_assert(SEM_NOGPFAULTERRORBOX == 2, "SEM_NOGPFAULTERRORBOX");
_Static_assert(WER_FAULT_REPORTING_FLAG_NOHEAP == 1, "WER_FAULT_REPORTING_FLAG_NOHEAP");
_Static_assert(WER_FAULT_REPORTING_NO_UI == 32, "WER_FAULT_REPORTING_NO_UI");

/* --- Probes --------------------------------------------------------------------- */

enum {
  PROBE_mitigations,
  PROBE_os_encrypt,
  PROBE_wer_exclude,
  PROBES
};
static memcall_probe memcall_probes[PROBES + 1];
#define memcall_probed(probe) memcall_probe_says_yes(&memcall_probes[probe])

static bool probe_mitigations(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_part_mitigations_exist() == 0;
}

static bool probe_os_encrypt(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_part_crypt_protect_works(page) == 0;
}

static bool probe_wer_exclude(void *page, size_t size) {
  (void)page;
  (void)size;
  return memcall_part_wer_lookup() == 0;
}

static memcall_probe memcall_probes[PROBES + 1] = {
    {"mitigations", probe_mitigations, MEMCALL_NOT_ASKED},
    {"os_encrypt", probe_os_encrypt, MEMCALL_NOT_ASKED},
    {"wer_exclude", probe_wer_exclude, MEMCALL_NOT_ASKED},
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

const char *memcall_backend_name(void) { return "Windows"; }

const memcall_stage *memcall_backend_stages(void) {
  static const memcall_stage stages[] = {
      MEMCALL_STAGE_MAP,
      MEMCALL_STAGE_DUMPS,
      MEMCALL_STAGE_LOCK,
      MEMCALL_STAGE_GUARDS,
      0,
  };
  return stages;
}

uint32_t memcall_backend_traits(void) {
  uint32_t traits = 0;
  traits |= MEMCALL_TRAIT_NO_ACCESS_UNLOCKS;
  traits |= MEMCALL_TRAIT_RESERVE_THEN_COMMIT;
  return traits;
}

const char *memcall_backend_missing(const char *name) {
  static const memcall_absence absences[] = {
      {"map_secret", "no pages that the kernel itself cannot reach; instead: nothing"},
      {"key_alloc", "programs get no protection keys; instead: nothing"},
      {"key_free", "programs get no protection keys; instead: nothing"},
      {"key_protect", "programs get no protection keys; instead: a change of page access"},
      {"exclude_from_merging", "page combining cannot be switched off for single pages; instead: the administrator's Disable-MMAgent -PageCombining"},
      {"core_limit", "no limit on dumps; instead: harden_error_dialogs: then reports hold no heap"},
      {"core_limit_restore", "no limit on dumps; instead: nothing"},
      {"harden_not_dumpable", "whoever runs as the same user may read a process's memory; instead: run as another user, or as a protected process"},
      {"harden_no_debugger", "no documented switch; instead: run as another user"},
      {"harden_no_new_privs", "rights come with a token, not with a program; instead: a restricted token"},
      {NULL, NULL},
  };
  return memcall_absence_named(absences, name);
}

const char *memcall_backend_remedy(memcall_status status) {
  switch (status) {
    case MEMCALL_ERR_LOCK_LIMIT: return "raise the largest working set that it may have (a limit of its job object, or of the system)";
    case MEMCALL_ERR_NO_MEMORY: return "raise the commit limit (the paging file, or the job object's limit)";
    default: return NULL;
  }
}

int memcall_backend_protection(memcall_protection protection) {
  switch (protection) {
    case MEMCALL_NO_ACCESS: return PAGE_NOACCESS;
    case MEMCALL_READ_ONLY: return PAGE_READONLY;
    case MEMCALL_READ_WRITE: return PAGE_READWRITE;
    case MEMCALL_EXECUTE: return PAGE_EXECUTE;
    case MEMCALL_READ_EXECUTE: return PAGE_EXECUTE_READ;
    case MEMCALL_READ_WRITE_EXECUTE: return PAGE_EXECUTE_READWRITE;
  }
  return -1;
}

/* --- Operations ----------------------------------------------------------------- */

/* What codes mean where an operation's own table does not say. */
#define COMMON_MEANINGS \
  {ERROR_ACCESS_DENIED, MEMCALL_ERR_DENIED}, \
  {ERROR_COMMITMENT_LIMIT, MEMCALL_ERR_NO_MEMORY}, \
  {ERROR_INVALID_ADDRESS, MEMCALL_ERR_INVALID}, \
  {ERROR_INVALID_PARAMETER, MEMCALL_ERR_INVALID}, \
  {ERROR_NOACCESS, MEMCALL_ERR_INVALID}, \
  {ERROR_NOT_ENOUGH_MEMORY, MEMCALL_ERR_NO_MEMORY}, \
  {ERROR_NO_SYSTEM_RESOURCES, MEMCALL_ERR_NO_MEMORY}, \
  {ERROR_OUTOFMEMORY, MEMCALL_ERR_NO_MEMORY}, \
  {ERROR_PRIVILEGE_NOT_HELD, MEMCALL_ERR_DENIED}, \
  {0, MEMCALL_ERR_SYSTEM}
static const memcall_meaning common_meanings[] = {
    COMMON_MEANINGS,
};

size_t memcall_backend_page_size(void) {
  return memcall_part_page_size();
}

size_t memcall_backend_granularity(void) {
  return memcall_part_granularity();
}

size_t memcall_backend_large_page_size(void) {
  return GetLargePageMinimum();
}

size_t memcall_backend_stack_room(void) {
  return memcall_part_stack_room();
}

static const memcall_meaning map_meanings[] = {
    {ERROR_INVALID_PARAMETER, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_map(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, (DWORD)protection);
  if (found != NULL) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("VirtualAlloc", GetLastError(), map_meanings);
}

static const memcall_meaning map_sparse_meanings[] = {
    {ERROR_INVALID_PARAMETER, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_map_sparse(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = VirtualAlloc(NULL, size, MEM_RESERVE, (DWORD)protection);
  if (found != NULL) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("VirtualAlloc", GetLastError(), map_sparse_meanings);
}

static const memcall_meaning map_large_meanings[] = {
    {ERROR_INVALID_PARAMETER, MEMCALL_ERR_UNSUPPORTED},
    {ERROR_NOT_ALL_ASSIGNED, MEMCALL_ERR_DENIED},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_map_large(size_t size, int protection, void **out) {
  *out = NULL;
  void *found = memcall_part_large_pages(size, protection);
  if (found != NULL) {
    *out = found;
    return memcall_done();
  }
  return memcall_refused("VirtualAlloc(MEM_LARGE_PAGES)", GetLastError(), map_large_meanings);
}

memcall_answer memcall_backend_map_secret(size_t size, int protection, void **out) {
  (void)size;
  (void)protection;
  *out = NULL;
  return memcall_no_way("map_secret");
}

memcall_answer memcall_backend_unmap(void *address, size_t size) {
  (void)size;
  if (memcall_part_release(address)) {
    return memcall_done();
  }
  return memcall_refused("VirtualFree", GetLastError(), common_meanings);
}

memcall_answer memcall_backend_protect(void *address, size_t size, int protection) {
  if (VirtualProtect(address, size, (DWORD)protection, &(DWORD){0})) {
    return memcall_done();
  }
  return memcall_refused("VirtualProtect", GetLastError(), common_meanings);
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
  if (VirtualFree(address, size, MEM_DECOMMIT)) {
    return memcall_done();
  }
  return memcall_refused("VirtualFree(MEM_DECOMMIT)", GetLastError(), common_meanings);
}

memcall_answer memcall_backend_unguard(void *address, size_t size) {
  if ((VirtualAlloc(address, size, MEM_COMMIT, PAGE_READWRITE) != NULL)) {
    return memcall_done();
  }
  return memcall_refused("VirtualAlloc(MEM_COMMIT)", GetLastError(), common_meanings);
}

static const memcall_meaning lock_meanings[] = {
    {ERROR_ACCESS_DENIED, MEMCALL_ERR_LOCK_LIMIT},
    {ERROR_NO_SYSTEM_RESOURCES, MEMCALL_ERR_LOCK_LIMIT},
    {ERROR_WORKING_SET_QUOTA, MEMCALL_ERR_LOCK_LIMIT},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_lock(void *address, size_t size) {
  {
    if (VirtualLock(address, size)) {
      return memcall_done();
    }
    const memcall_answer answer = memcall_refused("VirtualLock", GetLastError(), lock_meanings);
    if (answer.os_code != ERROR_WORKING_SET_QUOTA) {
      return answer;
    }
  }
  if (memcall_part_lock_with_growth(address, size)) {
    return memcall_done();
  }
  return memcall_refused("VirtualLock", GetLastError(), lock_meanings);
}

memcall_answer memcall_backend_unlock(void *address, size_t size) {
  {
    if (VirtualUnlock(address, size)) {
      return memcall_done();
    }
    const memcall_answer answer = memcall_refused("VirtualUnlock", GetLastError(), common_meanings);
    if (answer.os_code != ERROR_NOT_LOCKED) {
      return answer;
    }
  }
  const int64_t code = (int64_t)memcall_part_unlock_pages(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("VirtualUnlock", code, common_meanings);
}

memcall_answer memcall_backend_populate(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_touch(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("touch", code, common_meanings);
}

static const memcall_meaning exclude_from_dumps_meanings[] = {
    {ERROR_INSUFFICIENT_BUFFER, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_exclude_from_dumps(void *address, size_t size) {
  if (memcall_probed(PROBE_wer_exclude)) {
    const int64_t code = (int64_t)memcall_part_wer_exclude(address, size);
    if (code == 0) {
      return memcall_done();
    }
    return memcall_refused("WerRegisterExcludedMemoryBlock", code, exclude_from_dumps_meanings);
  }
  return memcall_no_way("exclude_from_dumps");
}

memcall_answer memcall_backend_exclude_from_merging(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_no_way("exclude_from_merging");
}

memcall_answer memcall_backend_small_pages(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* large pages are made on request only */
}

memcall_answer memcall_backend_fork_inherit(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* no process starts as a copy of another */
}

memcall_answer memcall_backend_fork_wipe(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* no process starts as a copy of another */
}

memcall_answer memcall_backend_fork_exclude(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* no process starts as a copy of another */
}

memcall_answer memcall_backend_discard(void *address, size_t size) {
  if (memcall_part_protect_and_clear(address, size)) {
    return memcall_done();
  }
  return memcall_refused("VirtualProtect", GetLastError(), common_meanings);
}

memcall_answer memcall_backend_is_mapped(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_is_mapped(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("VirtualQuery", code, common_meanings);
}

void memcall_backend_clear(void *bytes, size_t size) {
  (void)SecureZeroMemory(bytes, size);
}

memcall_answer memcall_backend_random(void *bytes, size_t size) {
  const int64_t code = (int64_t)memcall_part_random(bytes, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("BCryptGenRandom", code, common_meanings);
}

memcall_answer memcall_backend_os_encrypt(void *bytes, size_t size) {
  if (memcall_probed(PROBE_os_encrypt)) {
    if (memcall_part_encrypt(bytes, size)) {
      return memcall_done();
    }
    return memcall_refused("CryptProtectMemory", GetLastError(), common_meanings);
  }
  return memcall_no_way("os_encrypt");
}

memcall_answer memcall_backend_os_decrypt(void *bytes, size_t size) {
  if (memcall_probed(PROBE_os_encrypt)) {
    if (memcall_part_decrypt(bytes, size)) {
      return memcall_done();
    }
    return memcall_refused("CryptUnprotectMemory", GetLastError(), common_meanings);
  }
  return memcall_no_way("os_decrypt");
}

memcall_answer memcall_backend_lock_limit(size_t *limit, size_t *used) {
  const int64_t code = (int64_t)memcall_part_lock_limit(limit, used);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("lock_limit", code, common_meanings);
}

memcall_answer memcall_backend_core_limit(int hard) {
  (void)hard;
  return memcall_no_way("core_limit");
}

memcall_answer memcall_backend_core_limit_restore(void) {
  return memcall_no_way("core_limit_restore");
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
  const int64_t code = (int64_t)memcall_part_error_dialogs();
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("WerSetFlags", code, common_meanings);
}

static const memcall_meaning harden_mitigations_meanings[] = {
    {ERROR_INVALID_PARAMETER, MEMCALL_ERR_UNSUPPORTED},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_harden_mitigations(void) {
  if (memcall_probed(PROBE_mitigations)) {
    const int64_t code = (int64_t)memcall_part_mitigate();
    if (code == 0) {
      return memcall_done();
    }
    return memcall_refused("SetProcessMitigationPolicy", code, harden_mitigations_meanings);
  }
  return memcall_no_way("harden_mitigations");
}
