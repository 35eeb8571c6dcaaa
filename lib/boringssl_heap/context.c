/* context.c: the context that BoringSSL's allocations belong to. */
#include "lib/memguard/context/context.h"

#include "boringssl_heap/boringssl_heap.h"

/* A refused lock must not refuse a connection, and a server's workers need what it set up. */
__attribute__((weak)) const memguard_options boringssl_heap_options = {
    .struct_size = sizeof boringssl_heap_options,
    .lock = MEMGUARD_PREFER,
    .fork_action = MEMGUARD_FORK_INHERIT,
};

static memguard_context context = {.late = &boringssl_heap_options};

memguard_context *boringssl_heap_context(void) { return &context; }
