/* generated from platforms/macos.bzl by lib/memcall/backend/generate.bzl; do not edit.
   To write it anew: tools/bazel run //lib/memcall/backend:update */
#if !(defined(__APPLE__))
#error "this backend is for macOS"
#endif

#ifndef __STDC_WANT_LIB_EXT1__
#define __STDC_WANT_LIB_EXT1__ 1
#endif

#include <errno.h>
#include <mach/mach.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/support.h"

#ifndef PT_DENY_ATTACH
#define PT_DENY_ATTACH 31
#endif
#ifndef P_TRACED
#define P_TRACED 0x800
#endif

#include "lib/memcall/backend/parts/core_limit.h"
#include "lib/memcall/backend/parts/deny_attach.h"
#include "lib/memcall/backend/parts/entropy.h"
#include "lib/memcall/backend/parts/lock_zeroed.h"
#include "lib/memcall/backend/parts/mach_vm.h"
#include "lib/memcall/backend/parts/stack_address.h"
#include "lib/memcall/backend/parts/superpages.h"
#include "lib/memcall/backend/parts/touch.h"
#include "lib/memcall/backend/parts/wire_limit.h"

/* --- The numbers that the fact sheet documents ---------------------------------- */

_Static_assert(EAGAIN == 35, "EAGAIN");
_Static_assert(KERN_INVALID_ADDRESS == 1, "KERN_INVALID_ADDRESS");
_Static_assert(KERN_INVALID_ARGUMENT == 4, "KERN_INVALID_ARGUMENT");
_Static_assert(KERN_NO_SPACE == 3, "KERN_NO_SPACE");
_Static_assert(KERN_PROTECTION_FAILURE == 2, "KERN_PROTECTION_FAILURE");
_Static_assert(KERN_RESOURCE_SHORTAGE == 6, "KERN_RESOURCE_SHORTAGE");
_Static_assert(KERN_SUCCESS == 0, "KERN_SUCCESS");
_Static_assert(MADV_ZERO_WIRED_PAGES == 6, "MADV_ZERO_WIRED_PAGES");
_Static_assert(PT_DENY_ATTACH == 31, "PT_DENY_ATTACH");
_Static_assert(P_TRACED == 0x800, "P_TRACED");
_Static_assert(RLIMIT_CORE == 4, "RLIMIT_CORE");
_Static_assert(RLIMIT_MEMLOCK == 6, "RLIMIT_MEMLOCK");
_Static_assert(VM_FLAGS_ANYWHERE == 1, "VM_FLAGS_ANYWHERE");
_Static_assert(VM_FLAGS_SUPERPAGE_SIZE_2MB == 0x20000, "VM_FLAGS_SUPERPAGE_SIZE_2MB");
_Static_assert(VM_INHERIT_COPY == 1, "VM_INHERIT_COPY");
_Static_assert(VM_INHERIT_NONE == 2, "VM_INHERIT_NONE");
_Static_assert(VM_PROT_DEFAULT == 3, "VM_PROT_DEFAULT");
_Static_assert(VM_PROT_EXECUTE == 4, "VM_PROT_EXECUTE");
_Static_assert(VM_PROT_NONE == 0, "VM_PROT_NONE");
_Static_assert(VM_PROT_READ == 1, "VM_PROT_READ");
_Static_assert(VM_PROT_WRITE == 2, "VM_PROT_WRITE");

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

const char *memcall_backend_name(void) { return "macOS"; }

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
  return traits;
}

const char *memcall_backend_missing(const char *name) {
  static const memcall_absence absences[] = {
#if !defined(MEMCALL_PART_SUPERPAGE)
      {"large_page_size", "the headers it was compiled with have no MEMCALL_PART_SUPERPAGE"},
#endif
#if !defined(MEMCALL_PART_SUPERPAGE)
      {"map_large", "the headers it was compiled with have no MEMCALL_PART_SUPERPAGE"},
#endif
      {"map_secret", "no pages that the kernel itself cannot reach; instead: nothing"},
      {"key_alloc", "programs get no protection keys; instead: nothing"},
      {"key_free", "programs get no protection keys; instead: nothing"},
      {"key_protect", "programs get no protection keys; instead: a change of page access"},
      {"exclude_from_dumps", "core files leave out only what is tagged as a device's, which is not documented; instead: core_limit"},
      {"fork_wipe", "a child's pages are shared, copied or absent, never zeroed; instead: fork_exclude"},
      {"os_encrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"os_decrypt", "no such service in the kernel; instead: memguard seals with its own key"},
      {"harden_not_dumpable", "no switch for one process; instead: core_limit, and harden_no_debugger"},
      {"harden_no_new_privs", "no switch for one process; instead: nothing"},
      {"harden_error_dialogs", "reports of crashes are the system's, and hold no memory but stacks and registers; instead: nothing"},
      {"harden_mitigations", "the hardened runtime is chosen when a program is signed; instead: codesign --options runtime"},
      {NULL, NULL},
  };
  return memcall_absence_named(absences, name);
}

const char *memcall_backend_remedy(memcall_status status) {
  switch (status) {
    case MEMCALL_ERR_LOCK_LIMIT: return "raise the limit ('ulimit -l', or the system's vm.user_wire_limit and vm.global_user_wire_limit)";
    case MEMCALL_ERR_NO_MEMORY: return "close what holds it";
    default: return NULL;
  }
}

int memcall_backend_protection(memcall_protection protection) {
  switch (protection) {
    case MEMCALL_NO_ACCESS: return VM_PROT_NONE;
    case MEMCALL_READ_ONLY: return VM_PROT_READ;
    case MEMCALL_READ_WRITE: return VM_PROT_READ | VM_PROT_WRITE;
    case MEMCALL_EXECUTE: return VM_PROT_EXECUTE;
    case MEMCALL_READ_EXECUTE: return VM_PROT_READ | VM_PROT_EXECUTE;
    case MEMCALL_READ_WRITE_EXECUTE: return VM_PROT_READ | VM_PROT_WRITE | VM_PROT_EXECUTE;
  }
  return -1;
}

/* --- Operations ----------------------------------------------------------------- */

/* What codes mean where an operation's own table does not say. */
#define COMMON_MEANINGS \
  {EACCES, MEMCALL_ERR_DENIED}, \
  {EAGAIN, MEMCALL_ERR_NO_MEMORY}, \
  {EBUSY, MEMCALL_ERR_DENIED}, \
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
#ifdef MEMCALL_PART_SUPERPAGE
  return MEMCALL_PART_SUPERPAGE;
#endif
  return 0;
}

size_t memcall_backend_stack_room(void) {
  return memcall_part_stack_room();
}

static const memcall_meaning map_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_map(size_t size, int protection, void **out) {
  *out = NULL;
  const int64_t code = (int64_t)memcall_part_map(size, protection, 0, out);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_allocate", code, map_meanings);
}

static const memcall_meaning map_sparse_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_map_sparse(size_t size, int protection, void **out) {
  *out = NULL;
  const int64_t code = (int64_t)memcall_part_map(size, protection, 0, out);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_allocate", code, map_sparse_meanings);
}

#if defined(MEMCALL_PART_SUPERPAGE)
static const memcall_meaning map_large_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_UNSUPPORTED},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
#endif
memcall_answer memcall_backend_map_large(size_t size, int protection, void **out) {
  (void)size;
  (void)protection;
  *out = NULL;
#ifdef MEMCALL_PART_SUPERPAGE
  const int64_t code = (int64_t)memcall_part_map(size, protection, VM_FLAGS_SUPERPAGE_SIZE_2MB, out);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_allocate(VM_FLAGS_SUPERPAGE_SIZE_2MB)", code, map_large_meanings);
#endif
  return memcall_no_way("map_large");
}

memcall_answer memcall_backend_map_secret(size_t size, int protection, void **out) {
  (void)size;
  (void)protection;
  *out = NULL;
  return memcall_no_way("map_secret");
}

static const memcall_meaning unmap_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_unmap(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_unmap(address, size);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_deallocate", code, unmap_meanings);
}

static const memcall_meaning protect_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_protect(void *address, size_t size, int protection) {
  const int64_t code = (int64_t)memcall_part_protect(address, size, protection);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_protect", code, protect_meanings);
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

static const memcall_meaning guard_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_guard(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_clear_and_protect(address, size, VM_PROT_NONE);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_protect", code, guard_meanings);
}

static const memcall_meaning unguard_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_unguard(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_protect(address, size, VM_PROT_DEFAULT);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_protect", code, unguard_meanings);
}

static const memcall_meaning lock_meanings[] = {
    {EAGAIN, MEMCALL_ERR_LOCK_LIMIT},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_lock(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_lock_zeroed(address, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("mlock", code, lock_meanings);
}

memcall_answer memcall_backend_unlock(void *address, size_t size) {
  if (munlock(address, size) == 0) {
    return memcall_done();
  }
  return memcall_refused("munlock", errno, common_meanings);
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
  return memcall_done(); /* equal pages are not merged */
}

memcall_answer memcall_backend_small_pages(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_done(); /* large pages are made on request only */
}

static const memcall_meaning fork_inherit_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_fork_inherit(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_inherit(address, size, VM_INHERIT_COPY);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_inherit", code, fork_inherit_meanings);
}

memcall_answer memcall_backend_fork_wipe(void *address, size_t size) {
  (void)address;
  (void)size;
  return memcall_no_way("fork_wipe");
}

static const memcall_meaning fork_exclude_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_fork_exclude(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_inherit(address, size, VM_INHERIT_NONE);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_inherit", code, fork_exclude_meanings);
}

static const memcall_meaning discard_meanings[] = {
    {KERN_INVALID_ADDRESS, MEMCALL_ERR_INVALID},
    {KERN_INVALID_ARGUMENT, MEMCALL_ERR_INVALID},
    {KERN_NO_SPACE, MEMCALL_ERR_NO_MEMORY},
    {KERN_PROTECTION_FAILURE, MEMCALL_ERR_DENIED},
    {KERN_RESOURCE_SHORTAGE, MEMCALL_ERR_NO_MEMORY},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_discard(void *address, size_t size) {
  const int64_t code = (int64_t)memcall_part_discard(address, size);
  if (code == KERN_SUCCESS) {
    return memcall_done();
  }
  return memcall_refused("mach_vm_protect", code, discard_meanings);
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
  (void)memset_s(bytes, size, 0, size);
}

static const memcall_meaning random_meanings[] = {
    {ENOSYS, MEMCALL_ERR_SYSTEM},
    {EPERM, MEMCALL_ERR_SYSTEM},
    COMMON_MEANINGS,
};
memcall_answer memcall_backend_random(void *bytes, size_t size) {
  const int64_t code = (int64_t)memcall_part_entropy(bytes, size);
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("getentropy", code, random_meanings);
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
  const int64_t code = (int64_t)memcall_part_wire_limit(limit, used);
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
  const int64_t code = (int64_t)memcall_part_deny_attach();
  if (code == 0) {
    return memcall_done();
  }
  return memcall_refused("PT_DENY_ATTACH", code, common_meanings);
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
