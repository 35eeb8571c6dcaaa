/* site_posix.c: names for code addresses, by the dynamic linker. dladdr is no part of POSIX, but
   every system here has it. */
#define _GNU_SOURCE 1

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/memcall/host/host.h"

static uintptr_t distance(const void *from, const void *to) {
  return (uintptr_t)to - (uintptr_t)from;
}

static const char *last_part(const char *path) {
  const char *slash = path != NULL ? strrchr(path, '/') : NULL;
  return slash != NULL ? slash + 1 : path != NULL ? path : "?";
}

void memcall_host_site(const void *code, char *text, size_t capacity) {
  Dl_info info;
  memset(&info, 0, sizeof info);
  if (code == NULL || dladdr((void *)(uintptr_t)code, &info) == 0) {
    (void)snprintf(text, capacity, "unknown");
    return;
  }
  const char *file = last_part(info.dli_fname);
  uintptr_t offset = distance(info.dli_fbase, code);
  if (info.dli_sname != NULL)
    (void)snprintf(text, capacity, "%s+0x%" PRIxPTR " (%s+0x%" PRIxPTR ")", info.dli_sname,
                   distance(info.dli_saddr, code), file, offset);
  else
    (void)snprintf(text, capacity, "%s+0x%" PRIxPTR, file, offset);
}
