/* lock_memory_privilege.h: large pages, which the administrator grants to an account by the right
   to "lock pages in memory". VirtualAlloc MEM_LARGE_PAGES, AdjustTokenPrivileges. */
#ifndef MEMCALL_BACKEND_PARTS_LOCK_MEMORY_PRIVILEGE_H
#define MEMCALL_BACKEND_PARTS_LOCK_MEMORY_PRIVILEGE_H

#include <stdbool.h>

/* The privilege is the whole process's: two threads must not take it from each other. */
static SRWLOCK memcall_part_privilege_lock = SRWLOCK_INIT;

/* A token as it was before, to be put back. */
typedef struct memcall_part_privilege {
  HANDLE token;
  TOKEN_PRIVILEGES before;
} memcall_part_privilege;

/* AdjustTokenPrivileges says yes although it changed nothing when the account lacks the right: then
   the code is ERROR_NOT_ALL_ASSIGNED. */
static inline bool memcall_part_enable(memcall_part_privilege *privilege) {
  TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1};
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  DWORD size = sizeof privilege->before;
  return LookupPrivilegeValueW(NULL, L"SeLockMemoryPrivilege", &wanted.Privileges[0].Luid) &&
         AdjustTokenPrivileges(privilege->token, FALSE, &wanted, sizeof wanted, &privilege->before,
                               &size) &&
         GetLastError() == ERROR_SUCCESS;
}

static inline void memcall_part_put_back(memcall_part_privilege *privilege) {
  (void)AdjustTokenPrivileges(privilege->token, FALSE, &privilege->before, 0, NULL, NULL);
}

/* Pages that are never written to the page file, and count in no working set. */
static inline void *memcall_part_alloc_large(size_t size, int protection,
                                             memcall_part_privilege *privilege) {
  if (!memcall_part_enable(privilege)) {
    return NULL;
  }
  void *found =
      VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT | MEM_LARGE_PAGES, (DWORD)protection);
  const DWORD code = GetLastError();
  memcall_part_put_back(privilege);
  SetLastError(code);
  return found;
}

static inline void *memcall_part_large_pages(size_t size, int protection) {
  memcall_part_privilege privilege = {.token = NULL};
  const DWORD rights = TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY;
  if (!OpenProcessToken(GetCurrentProcess(), rights, &privilege.token)) {
    return NULL;
  }
  AcquireSRWLockExclusive(&memcall_part_privilege_lock);
  void *found = memcall_part_alloc_large(size, protection, &privilege);
  const DWORD code = GetLastError(); /* closing may change it */
  ReleaseSRWLockExclusive(&memcall_part_privilege_lock);
  (void)CloseHandle(privilege.token);
  SetLastError(code);
  return found;
}

#endif
