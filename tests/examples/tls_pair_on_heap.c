/* tls_pair_on_heap.c: the program that is linked with //lib/boringssl_heap. */
#include <inttypes.h>
#include <stdio.h>

#include "boringssl_heap/boringssl_heap.h"
#include "tests/examples/tls_pair.h"

void tls_pair_report(void) {
  memguard_stats stats = {.struct_size = sizeof stats};
  if (memguard_context_stats(boringssl_heap_context(), &stats) != MEMGUARD_OK) return;
  printf("BoringSSL has %" PRIu64 " objects, %zu KiB locked, %zu KiB not\n", (uint64_t)stats.live,
         (size_t)stats.locked_bytes >> 10, (size_t)stats.unlocked_bytes >> 10);
}
