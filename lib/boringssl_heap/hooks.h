/* hooks.h: what BoringSSL calls instead of malloc(3) and free(3) where a program defines it: weak
   symbols of its crypto/mem.c, declared in none of its headers.

   They may run before main, in destructors of threads and of the process, and while BoringSSL holds
   locks. So nothing here calls BoringSSL, and no lock is held when they return. errno is left as it
   was: BoringSSL frees between a failing read(2) and the caller's look at why. */
#ifndef BORINGSSL_HEAP_HOOKS_H
#define BORINGSSL_HEAP_HOOKS_H

#include <stddef.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* Returns size zeroed bytes, 16-byte aligned; one byte for 0, as every size of malloc(3) may be
   asked for. NULL: there are none; errno is ENOMEM then, and memcall_last_error says more. */
MEMCALL_API void *OPENSSL_memory_alloc(size_t size);

/* Wipes and takes back. pointer is not NULL. */
MEMCALL_API void OPENSSL_memory_free(void *pointer);

/* Returns what was asked for; 0 for what is no live allocation. */
MEMCALL_API size_t OPENSSL_memory_get_size(void *pointer);

MEMCALL_END

#endif
