/* wer.h: pages that Windows Error Reporting leaves out of what it sends and keeps.
   WerRegisterExcludedMemoryBlock, since Windows 10 1703. */
#ifndef MEMCALL_BACKEND_PARTS_WER_H
#define MEMCALL_BACKEND_PARTS_WER_H

#include "lib/memcall/backend/parts/imports.h"

typedef HRESULT(WINAPI *memcall_part_wer_exclude_call)(const void *address, DWORD size);
typedef HRESULT(WINAPI *memcall_part_wer_include_call)(const void *address);

static memcall_part_import memcall_part_wer_exclusion = {"WerRegisterExcludedMemoryBlock", NULL};
static memcall_part_import memcall_part_wer_inclusion = {"WerUnregisterExcludedMemoryBlock", NULL};

static inline int memcall_part_wer_lookup(void) {
  const bool both = memcall_part_import_of(&memcall_part_wer_exclusion) != NULL &&
                    memcall_part_import_of(&memcall_part_wer_inclusion) != NULL;
  return both ? 0 : ERROR_PROC_NOT_FOUND;
}

/* An HRESULT that wraps one of the system's codes is unwrapped, so that a sheet names it. */
static inline int64_t memcall_part_code_of(HRESULT result) {
  return HRESULT_FACILITY(result) == FACILITY_WIN32 ? HRESULT_CODE(result) : result;
}

/* The process has room for 512 ranges; one more is ERROR_INSUFFICIENT_BUFFER. */
static inline int64_t memcall_part_wer_exclude(const void *address, size_t size) {
  memcall_part_wer_exclude_call exclude =
      (memcall_part_wer_exclude_call)memcall_part_import_of(&memcall_part_wer_exclusion);
  if (exclude == NULL) {
    return ERROR_PROC_NOT_FOUND;
  }
  if (size > MAXDWORD) {
    return ERROR_INVALID_PARAMETER;
  }
  return memcall_part_code_of(exclude(address, (DWORD)size));
}

/* Makes room for another range. One that was never excluded is refused, which is as well. */
static inline void memcall_part_wer_forget(const void *address) {
  memcall_part_wer_include_call include =
      (memcall_part_wer_include_call)memcall_part_import_of(&memcall_part_wer_inclusion);
  if (include != NULL) {
    (void)include(address);
  }
}

/* An exclusion outlives its range, and would fall on what comes to stand there. VirtualFree
   releases a whole reservation, and wants no size. */
static inline BOOL memcall_part_release(void *address) {
  memcall_part_wer_forget(address);
  return VirtualFree(address, 0, MEM_RELEASE);
}

#endif
