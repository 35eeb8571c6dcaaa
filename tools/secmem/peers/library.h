/* library.h: looks for functions in a library. */
#ifndef TOOLS_SECMEM_PEERS_LIBRARY_H
#define TOOLS_SECMEM_PEERS_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

/* A function's name, and the pointer that gets its address. */
typedef struct peer_symbol {
  const char *name;
  void *to;
} peer_symbol;

bool peer_library_find(const char *library, const peer_symbol *symbols, size_t count, char *why,
                       size_t capacity);

#endif
