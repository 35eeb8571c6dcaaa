/* mitigations.h: doors by which other people's code comes into the process, shut for good.
   SetProcessMitigationPolicy, since Windows 8. */
#ifndef MEMCALL_BACKEND_PARTS_MITIGATIONS_H
#define MEMCALL_BACKEND_PARTS_MITIGATIONS_H

#include "lib/memcall/backend/parts/imports.h"

typedef BOOL(WINAPI *memcall_part_set_policy_call)(PROCESS_MITIGATION_POLICY policy, void *bytes,
                                                   SIZE_T size);

static memcall_part_import memcall_part_set_policy = {"SetProcessMitigationPolicy", NULL};

static inline int memcall_part_mitigations_exist(void) {
  return memcall_part_import_of(&memcall_part_set_policy) != NULL ? 0 : ERROR_PROC_NOT_FOUND;
}

/* Neither stops a program that behaves: no hooks and input editors of old that load themselves
   everywhere, and no library from a network share. Code that is made at run time stays allowed, for
   just-in-time compilers. A Windows that knows the first policy alone refuses the second. */
static inline int64_t memcall_part_mitigate(void) {
  memcall_part_set_policy_call set_policy =
      (memcall_part_set_policy_call)memcall_part_import_of(&memcall_part_set_policy);
  PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY hooks = {.Flags = 0};
  PROCESS_MITIGATION_IMAGE_LOAD_POLICY images = {.Flags = 0};
  hooks.DisableExtensionPoints = 1;
  images.NoRemoteImages = 1;
  if (set_policy == NULL) {
    return ERROR_PROC_NOT_FOUND;
  }
  if (!set_policy(ProcessExtensionPointDisablePolicy, &hooks, sizeof hooks)) {
    return GetLastError();
  }
  const bool shut = set_policy(ProcessImageLoadPolicy, &images, sizeof images);
  return shut || GetLastError() == ERROR_INVALID_PARAMETER ? 0 : GetLastError();
}

#endif
