/* library.c: a library stays open: its pools and its exit handlers outlast their use. */
#include "tools/secmem/peers/library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

bool peer_library_find(const char *library, const peer_symbol *symbols, size_t count, char *why,
                       size_t capacity) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) {
    snprintf(why, capacity, "%s could not be loaded", library);
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    void *found = dlsym(handle, symbols[i].name);
    if (found == NULL) {
      snprintf(why, capacity, "%s has no %s", library, symbols[i].name);
      return false;
    }
    memcpy(symbols[i].to, &found, sizeof found); /* as POSIX says for functions */
  }
  return true;
}
