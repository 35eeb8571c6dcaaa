/* pages.c: the calls on pages. Decommitted pages are host pages without access, whose content is
   gone when they are committed again. */
#include <string.h>
#include <windows.h>

#include "tests/recording/shims/windows/calls.h"

static const recorder_name kinds[] = {
    {MEM_RESERVE, "MEM_RESERVE"},         {MEM_COMMIT, "MEM_COMMIT"},
    {MEM_LARGE_PAGES, "MEM_LARGE_PAGES"}, {MEM_RELEASE, "MEM_RELEASE"},
    {MEM_DECOMMIT, "MEM_DECOMMIT"},       {0, NULL}};

static const recorder_name protections[] = {{PAGE_NOACCESS, "PAGE_NOACCESS"},
                                            {PAGE_READONLY, "PAGE_READONLY"},
                                            {PAGE_READWRITE, "PAGE_READWRITE"},
                                            {PAGE_EXECUTE, "PAGE_EXECUTE"},
                                            {PAGE_EXECUTE_READ, "PAGE_EXECUTE_READ"},
                                            {PAGE_EXECUTE_READWRITE, "PAGE_EXECUTE_READWRITE"},
                                            {0, NULL}};

/* --- What each page of a reservation is; the host's addresses are multiples of 1 MiB --------- */

enum { RESERVATIONS = 4096, PAGES = 512 };

typedef struct reservation {
  unsigned char *base;
  size_t size;
  DWORD
  protection[PAGES]; /* 0: not committed. Of large reservations, the last one is for the rest */
} reservation;

static reservation reservations[RESERVATIONS];
static SRWLOCK lock = SRWLOCK_INIT;

static reservation *reservation_of(const void *address) {
  for (size_t i = 0; i < RESERVATIONS; i++) {
    reservation *one = &reservations[i];
    const uintptr_t offset = (uintptr_t)address - (uintptr_t)one->base;
    if (one->base != NULL && (uintptr_t)address >= (uintptr_t)one->base && offset < one->size)
      return one;
  }
  return NULL;
}

static DWORD *page_of(reservation *one, const void *address) {
  const size_t page = (size_t)((const unsigned char *)address - one->base) / RECORDER_PAGE;
  return &one->protection[page < PAGES ? page : PAGES - 1];
}

static int access_of(DWORD protection) {
  switch (protection) {
    case PAGE_READONLY:
      return RECORDER_READ;
    case PAGE_READWRITE:
      return RECORDER_READ | RECORDER_WRITE;
    case PAGE_EXECUTE:
      return RECORDER_EXECUTE;
    case PAGE_EXECUTE_READ:
      return RECORDER_READ | RECORDER_EXECUTE;
    case PAGE_EXECUTE_READWRITE:
      return RECORDER_READ | RECORDER_WRITE | RECORDER_EXECUTE;
    default:
      return 0;
  }
}

static bool all_committed(const unsigned char *address, size_t size) {
  for (size_t at = 0; at < size; at += RECORDER_PAGE) {
    reservation *one = reservation_of(address + at);
    if (one == NULL || *page_of(one, address + at) == 0) return false;
  }
  return true;
}

static void note(unsigned char *address, size_t size, DWORD protection) {
  for (size_t at = 0; at < size; at += RECORDER_PAGE) {
    reservation *one = reservation_of(address + at);
    if (one != NULL) *page_of(one, address + at) = protection;
  }
  (void)recorder_set_access(address, size, access_of(protection));
}

/* --- Making and unmaking --------------------------------------------------------------------- */

static void *reserve(size_t size, DWORD kind, DWORD protection) {
  reservation *one = reservations;
  while (one < reservations + RESERVATIONS && one->base != NULL) one++;
  if (one == reservations + RESERVATIONS) return NULL;
  const bool commits = (kind & MEM_COMMIT) != 0;
  void *found = recorder_map(size, commits ? access_of(protection) : 0);
  if (found == NULL) return NULL;
  *one = (reservation){.base = found, .size = size};
  for (size_t i = 0; i < PAGES; i++) one->protection[i] = commits ? protection : 0;
  return found;
}

/* Pages that are committed already keep what they have. */
static void commit(unsigned char *address, size_t size, DWORD protection) {
  for (size_t at = 0; at < size; at += RECORDER_PAGE) {
    reservation *one = reservation_of(address + at);
    const bool fresh = one != NULL && *page_of(one, address + at) == 0;
    note(address + at, RECORDER_PAGE, PAGE_READWRITE);
    if (fresh) memset(address + at, 0, RECORDER_PAGE);
    if (protection != PAGE_READWRITE) note(address + at, RECORDER_PAGE, protection);
  }
}

static void *alloc(void *address, size_t size, DWORD kind, DWORD protection) {
  if (address == NULL) return reserve(size, kind, protection);
  if (!recorder_is_mapped(address, size)) return NULL;
  commit(address, size, protection);
  return address;
}

void *VirtualAlloc(void *address, SIZE_T size, DWORD kind, DWORD protection) {
  const recorder_text where = recorder_address(address);
  DWORD code = recorded_refusal("VirtualAlloc");
  AcquireSRWLockExclusive(&lock);
  void *found = code == 0 ? alloc(address, size, kind, protection) : NULL;
  ReleaseSRWLockExclusive(&lock);
  if (code == 0 && found == NULL)
    code = address == NULL ? ERROR_NOT_ENOUGH_MEMORY : ERROR_INVALID_ADDRESS;
  (void)recorded_finish(code, "VirtualAlloc(%s, %zu, %s, %s)%s%s", where.text, size,
                        recorder_flags(kind, kinds).text,
                        recorder_value(protection, protections).text, code == 0 ? " = " : "",
                        code == 0 ? recorder_address(found).text : "");
  return found;
}

static DWORD release(void *address) {
  reservation *one = reservation_of(address);
  if (one == NULL || one->base != address) return ERROR_INVALID_ADDRESS;
  (void)recorder_unmap(one->base, one->size);
  one->base = NULL;
  return 0;
}

static DWORD decommit(void *address, size_t size) {
  if (reservation_of(address) == NULL) return ERROR_INVALID_ADDRESS;
  (void)recorder_unlock_all(address, size);
  note(address, size, 0);
  return 0;
}

BOOL VirtualFree(void *address, SIZE_T size, DWORD kind) {
  const recorder_text where = recorder_address(address);
  DWORD code = recorded_refusal("VirtualFree");
  AcquireSRWLockExclusive(&lock);
  if (code == 0 && kind == MEM_RELEASE)
    code = size == 0 ? release(address) : ERROR_INVALID_PARAMETER;
  if (code == 0 && kind == MEM_DECOMMIT) code = decommit(address, size);
  ReleaseSRWLockExclusive(&lock);
  return recorded_finish(code, "VirtualFree(%s, %zu, %s)", where.text, size,
                         recorder_flags(kind, kinds).text);
}

/* --- Access and locks ------------------------------------------------------------------------ */

/* Access that goes takes the lock with it, and nobody is told. */
static DWORD protect(void *address, size_t size, DWORD protection, DWORD *before) {
  if (before == NULL) return ERROR_NOACCESS;
  if (!all_committed(address, size)) return ERROR_INVALID_ADDRESS;
  *before = *page_of(reservation_of(address), address);
  note(address, size, protection);
  if (protection == PAGE_NOACCESS) (void)recorder_unlock_all(address, size);
  return 0;
}

BOOL VirtualProtect(void *address, SIZE_T size, DWORD protection, DWORD *before) {
  DWORD code = recorded_refusal("VirtualProtect");
  AcquireSRWLockExclusive(&lock);
  if (code == 0) code = protect(address, size, protection, before);
  ReleaseSRWLockExclusive(&lock);
  return recorded_finish(code, "VirtualProtect(%s, %zu, %s)", recorder_address(address).text, size,
                         recorder_value(protection, protections).text);
}

static DWORD lock_pages(void *address, size_t size) {
  if (!all_committed(address, size)) return ERROR_INVALID_ADDRESS;
  if (*page_of(reservation_of(address), address) == PAGE_NOACCESS) return ERROR_NOACCESS;
  if (recorder_locked_bytes() + size > recorded_working_set()) return ERROR_WORKING_SET_QUOTA;
  (void)recorder_unlock_all(address, size); /* locks are not counted */
  return recorder_lock(address, size) ? 0 : ERROR_INVALID_ADDRESS;
}

BOOL VirtualLock(void *address, SIZE_T size) {
  DWORD code = recorded_refusal("VirtualLock");
  AcquireSRWLockExclusive(&lock);
  if (code == 0) code = lock_pages(address, size);
  ReleaseSRWLockExclusive(&lock);
  return recorded_finish(code, "VirtualLock(%s, %zu)", recorder_address(address).text, size);
}

BOOL VirtualUnlock(void *address, SIZE_T size) {
  DWORD code = recorded_refusal("VirtualUnlock");
  AcquireSRWLockExclusive(&lock);
  if (code == 0 && !all_committed(address, size)) code = ERROR_INVALID_ADDRESS;
  if (code == 0 && !recorder_unlock(address, size)) code = ERROR_NOT_LOCKED;
  ReleaseSRWLockExclusive(&lock);
  return recorded_finish(code, "VirtualUnlock(%s, %zu)", recorder_address(address).text, size);
}

SIZE_T VirtualQuery(const void *address, MEMORY_BASIC_INFORMATION *out, SIZE_T size) {
  AcquireSRWLockExclusive(&lock);
  const bool reserved = reservation_of(address) != NULL;
  const bool committed = reserved && all_committed(address, 1);
  ReleaseSRWLockExclusive(&lock);
  *out = (MEMORY_BASIC_INFORMATION){.BaseAddress = (PVOID)(uintptr_t)address,
                                    .RegionSize = RECORDER_PAGE,
                                    .State = committed  ? MEM_COMMIT
                                             : reserved ? MEM_RESERVE
                                                        : MEM_FREE};
  recorder_line("VirtualQuery(%s)", recorder_address(address).text);
  return size;
}

/* Bytes that are no mapping's are the caller's own: they are cleared, and not worth a line. */
void *SecureZeroMemory(void *bytes, SIZE_T size) {
  if (recorder_is_mapped(bytes, size))
    recorder_line("SecureZeroMemory(%s, %zu)", recorder_address(bytes).text, size);
  return memset(bytes, 0, size);
}
