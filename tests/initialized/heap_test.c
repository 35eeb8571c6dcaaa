/* heap_test.c: every public call of the heap. */
#include "memguard/heap.h"

#include "memguard/bytes.h"
#include "tests/initialized/check.h"

static void one_size(memguard_context *context, size_t size) {
  memguard_safeguards has;
  unsigned char *bytes = memguard_malloc(context, size);
  CHECK(bytes != NULL);
  check_zeros(bytes, size);
  CHECK(memguard_scramble(bytes, size) == MEMGUARD_OK);
  CHECK(memguard_usable_size(context, bytes) == size && memguard_owns(context, bytes) == 1);
  CHECK(memguard_safeguards_of(context, bytes, &has) == MEMGUARD_OK);
  CHECK((has.in_force & ~has.requested) == 0);
  bytes = memguard_realloc(context, bytes, size + 100);
  CHECK(bytes != NULL);
  check_zeros(bytes + size, 100);
  bytes = memguard_realloc(context, bytes, size / 2 + 1);
  CHECK(bytes != NULL && memguard_verify(context) == MEMGUARD_OK);
  memguard_free(context, bytes);
}

static void others(memguard_context *context) {
  size_t needed, available;
  CHECK(memguard_preflight(context, 100, 32, &needed, &available) == MEMGUARD_OK ||
        needed > available);
  CHECK(memguard_reserve(context, 10, 32) != MEMGUARD_ERR_UNSUPPORTED);
  unsigned char *some = memguard_calloc(context, 3, 5);
  unsigned char *aligned = memguard_aligned_alloc(context, 256, 300);
  CHECK(some != NULL && aligned != NULL);
  check_zeros(some, 15);
  check_zeros(aligned, 300);
  CHECK(memguard_owns(context, some + 1) == 0);
  memguard_free(context, some);
  memguard_free(context, aligned);
  memguard_trim(context);
}

/* A slot that is used again, of an object that was. */
static void again(memguard_context *context) {
  for (int i = 0; i < 200; i++) {
    unsigned char *bytes = memguard_malloc(context, 32);
    CHECK(bytes != NULL);
    check_zeros(bytes, 32);
    CHECK(memguard_scramble(bytes, 32) == MEMGUARD_OK);
    memguard_free(context, bytes);
  }
}

int main(void) {
  const size_t kSizes[] = {1, 32, 100, 1000, 5000, 100000};
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  for (size_t i = 0; i < sizeof kSizes / sizeof *kSizes; i++) one_size(context, kSizes[i]);
  others(context);
  again(context);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
  return 0;
}
