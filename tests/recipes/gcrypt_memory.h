/* gcrypt_memory.h: a recipe: libgcrypt's allocations, secure ones and others, in a heap of memguard's. */
#ifndef TESTS_RECIPES_GCRYPT_MEMORY_H
#define TESTS_RECIPES_GCRYPT_MEMORY_H

#include <stdbool.h>

#include "memguard/context.h"

MEMCALL_BEGIN

/* gcrypt_use_memguard initializes libgcrypt, in place of a program's own calls of gcry_check_version and gcry_control,
   before there are threads. false: libgcrypt was initialized already, or is none, or the heap could not be set up. */
bool gcrypt_use_memguard(void);

/* The context, for its report, statistics and memguard_owns. NULL before. */
memguard_context *gcrypt_memory(void);

MEMCALL_END

#endif
