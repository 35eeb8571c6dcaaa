/* error_dialogs.h: a crash neither asks the user nor sends the heap away. SetErrorMode,
 * WerSetFlags. */
#ifndef MEMCALL_BACKEND_PARTS_ERROR_DIALOGS_H
#define MEMCALL_BACKEND_PARTS_ERROR_DIALOGS_H

#include "lib/memcall/backend/parts/imports.h"
#include "lib/memcall/backend/parts/wer.h"

typedef HRESULT(WINAPI *memcall_part_wer_set_call)(DWORD flags);
typedef HRESULT(WINAPI *memcall_part_wer_get_call)(HANDLE process, DWORD *flags);

static memcall_part_import memcall_part_wer_set = {"WerSetFlags", NULL};
static memcall_part_import memcall_part_wer_get = {"WerGetFlags", NULL};

static inline int64_t memcall_part_error_dialogs(void) {
  (void)SetErrorMode(GetErrorMode() | SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  memcall_part_wer_set_call set =
      (memcall_part_wer_set_call)memcall_part_import_of(&memcall_part_wer_set);
  memcall_part_wer_get_call get =
      (memcall_part_wer_get_call)memcall_part_import_of(&memcall_part_wer_get);
  DWORD flags = 0;
  if (set == NULL) {
    return 0;
  }
  if (get == NULL || get(GetCurrentProcess(), &flags) != S_OK) {
    flags = 0;
  }
  flags |= WER_FAULT_REPORTING_FLAG_NOHEAP | WER_FAULT_REPORTING_NO_UI;
  return memcall_part_code_of(set(flags));
}

#endif
