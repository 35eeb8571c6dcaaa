/* posix/pages.c: sys/mman.h. Compiled once for each system, with its headers and its names.h. */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "tests/recording/posix/calls.h"
#include "tests/recording/posix/names.h"

/* The access bits have the host recorder's values on every one of these systems. */
_Static_assert(PROT_READ == RECORDER_READ && PROT_WRITE == RECORDER_WRITE, "access bits");
_Static_assert(PROT_EXEC == RECORDER_EXECUTE && PROT_NONE == 0, "access bits");
#define ACCESS_BITS (PROT_READ | PROT_WRITE | PROT_EXEC)

/* --- Mapping --------------------------------------------------------------------------------- */

void *recorded_mmap(void *address, size_t size, int protection, int flags, int descriptor,
                    off_t offset) {
  recorder_text where = recorder_address(address);
  int code = recorded_refusal("mmap");
  void *found = code == 0 ? recorder_map(size, protection & ACCESS_BITS) : NULL;
  if (code == 0 && found == NULL) code = ENOMEM;
#ifdef MAP_ALIGN
  if ((flags & MAP_ALIGN) != 0) where = recorder_value((int64_t)(uintptr_t)address, no_names);
#endif
  (void)recorded_finish(code, "mmap(%s, %zu, %s, %s, %d, %lld)%s%s", where.text, size,
                        recorder_flags(protection, protection_names).text,
                        recorder_flags(flags, map_names).text, descriptor, (long long)offset,
                        code == 0 ? " = " : "", code == 0 ? recorder_address(found).text : "");
  return code == 0 ? found : MAP_FAILED;
}

/* What is not mapped at all counts as unmapped. Parts of a mapping are not this recorder's. */
int recorded_munmap(void *address, size_t size) {
  const recorder_text where = recorder_address(address);
  int code = recorded_refusal("munmap");
  if (code == 0 && !recorder_unmap(address, size) && recorder_is_mapped(address, 1)) code = EINVAL;
  return recorded_finish(code, "munmap(%s, %zu)", where.text, size);
}

static int set_access(void *address, size_t size, int protection) {
  const int refused = refuses_protection(protection);
  if (refused != 0) return refused;
  if (recorder_set_access(address, size, protection & ACCESS_BITS)) return 0;
  return protect_passes_holes ? 0 : ENOMEM;
}

int recorded_mprotect(void *address, size_t size, int protection) {
  int code = recorded_refusal("mprotect");
  if (code == 0) code = set_access(address, size, protection);
  return recorded_finish(code, "mprotect(%s, %zu, %s)", recorder_address(address).text, size,
                         recorder_flags(protection, protection_names).text);
}

int recorded_msync(void *address, size_t size, int flags) {
  int code = recorded_refusal("msync");
  if (code == 0 && !recorder_is_mapped(address, size)) code = ENOMEM;
  return recorded_finish(code, "msync(%s, %zu, %s)", recorder_address(address).text, size,
                         recorder_flags(flags, sync_names).text);
}

/* --- Locks ----------------------------------------------------------------------------------- */

static int lock_pages(void *address, size_t size) {
  if (!recorder_is_mapped(address, size)) return ENOMEM;
  if (recorder_locked_bytes() + size > recorded_lock_limit()) return over_lock_limit;
  if (!lock_nests) (void)recorder_unlock_all(address, size);
  return recorder_lock(address, size) ? 0 : ENOMEM;
}

static int unlock_pages(void *address, size_t size) {
  if (!recorder_is_mapped(address, size)) return ENOMEM;
  if (recorder_unlock(address, size)) return 0;
  return not_locked;
}

int recorded_mlock(const void *address, size_t size) {
  int code = recorded_refusal("mlock");
  if (code == 0) code = lock_pages((void *)(uintptr_t)address, size);
  return recorded_finish(code, "mlock(%s, %zu)", recorder_address(address).text, size);
}

int recorded_munlock(const void *address, size_t size) {
  int code = recorded_refusal("munlock");
  if (code == 0) code = unlock_pages((void *)(uintptr_t)address, size);
  return recorded_finish(code, "munlock(%s, %zu)", recorder_address(address).text, size);
}

/* --- Flags of pages -------------------------------------------------------------------------- */

int recorded_madvise(void *address, size_t size, int advice) {
  int code = recorded_refusal("madvise");
  if (code == 0 && !recorder_is_mapped(address, size)) code = ENOMEM;
  return recorded_finish(code, "madvise(%s, %zu, %s)", recorder_address(address).text, size,
                         recorder_value(advice, advice_names).text);
}

int recorded_minherit(void *address, size_t size, int inheritance) {
  int code = recorded_refusal("minherit");
  if (code == 0 && !recorder_is_mapped(address, size)) code = EINVAL;
  return recorded_finish(code, "minherit(%s, %zu, %s)", recorder_address(address).text, size,
                         recorder_value(inheritance, inheritance_names).text);
}
