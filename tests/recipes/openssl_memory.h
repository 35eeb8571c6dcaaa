/* openssl_memory.h: a recipe: OpenSSL 3's allocations in a heap of memguard's. */
#ifndef TESTS_RECIPES_OPENSSL_MEMORY_H
#define TESTS_RECIPES_OPENSSL_MEMORY_H

#include <stdbool.h>

#include "memguard/context.h"

MEMCALL_BEGIN

/* openssl_use_memguard is the first call of a program that uses OpenSSL, before any other of libcrypto or libssl, and
   before there are threads. false: OpenSSL has allocated already, or the heap could not be set up; it goes on with
   malloc(3) then. */
bool openssl_use_memguard(void);

/* The context, for its report, statistics and memguard_owns. NULL before. */
memguard_context *openssl_memory(void);

MEMCALL_END

#endif
