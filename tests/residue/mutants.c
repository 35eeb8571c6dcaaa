#include "tests/residue/mutants.h"

#include <stdbool.h>
#include <stddef.h>

static bool scrubs = true, scrubs_registers = true, clears = true, heap_clears = true;

void mutant_no_scrub(void) { scrubs = scrubs_registers = false; }
void mutant_no_registers(void) { scrubs_registers = false; }
void mutant_no_clear(void) { clears = false; }
void mutant_no_heap_clear(void) { heap_clears = false; }

#define WRAP(flag, name, parameters, arguments) \
  void __real_##name parameters;                \
  void __wrap_##name parameters;                \
  void __wrap_##name parameters {               \
    if (flag) __real_##name arguments;          \
  }

WRAP(scrubs, memguard_scrub, (void), ())
WRAP(scrubs, memguard_scrub_stack, (size_t length), (length))
WRAP(scrubs_registers, memguard_scrub_registers, (void), ())
WRAP(clears, memcall_secure_clear, (void *bytes, size_t length), (bytes, length))

/* What the heap clears slots with. */
void *__real_memset(void *bytes, int value, size_t length);
void *__wrap_memset(void *bytes, int value, size_t length);
void *__wrap_memset(void *bytes, int value, size_t length) {
  return heap_clears || value != 0 ? __real_memset(bytes, value, length) : bytes;
}
