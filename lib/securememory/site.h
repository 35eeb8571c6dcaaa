/* site.h: where an object of a factory was made, and what is told of it while its handle lives. */
#ifndef SECUREMEMORY_LIB_SITE_H
#define SECUREMEMORY_LIB_SITE_H

#include "lib/memguard/context/registry.h"

/* In a public function: a code address in its caller. One byte back from the return address, which
   may be the next function's first. */
#define SECUREMEMORY_SITE ((const void *)((const char *)__builtin_return_address(0) - 1))

typedef struct securememory_site {
  const void *address; /* of the constructor's caller */
  const char *noun;    /* what was made there */
  size_t (*bytes)(const void *object);
  const void *object;
  memguard_entry *entry; /* in the factory's sites, or NULL */
} securememory_site;

#endif
