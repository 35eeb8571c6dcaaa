/* older_program.c: a program that was compiled against 1.0's headers, and runs with this library: what it says of its
   structs' sizes is what abi.txt recorded. */
#include <stdio.h>
#include <string.h>

#include "securememory/securememory.h"
#include "tests/abi/recorded_sizes.h"

static int failures;

static void expect(const char *what, int status) {
  if (status == 0) return;
  printf("%s: %d\n", what, status);
  failures++;
}

/* What a program hands over. */
static void give(void) {
  memguard_options options = memguard_options_relaxed();
  securememory_factory_options factory_options = securememory_factory_options_default();
  memcall_request request = memcall_request_of(32, MEMCALL_REGULAR);
  memcall_region region;
  memguard_context *context = NULL;
  securememory_factory *factory = NULL;
  options.struct_size = RECORDED_memguard_options;
  factory_options.struct_size = RECORDED_securememory_factory_options;
  request.struct_size = RECORDED_memcall_request;
  expect("memcall_request", (int)memcall_alloc_request(&request, &region));
  (void)memcall_free(&region);
  expect("memguard_options", (int)memguard_context_new(&options, &context));
  expect("securememory_factory_options",
         (int)securememory_factory_new(context, SECUREMEMORY_SEALED, &factory_options, &factory));
  expect("the factory's end", (int)securememory_factory_destroy(factory));
  expect("the context's end", (int)memguard_context_destroy(context));
}

/* And what it is given. The bytes after it are its own. */
#define TAKE(type, call)                                                        \
  do {                                                                          \
    union {                                                                     \
      type is;                                                                  \
      unsigned char bytes[sizeof(type) + 8];                                    \
    } out;                                                                      \
    memset(&out, 0xa5, sizeof out);                                             \
    out.is.struct_size = RECORDED_##type;                                       \
    expect(#type, (int)(call));                                                 \
    expect(#type ": written past its end", out.bytes[RECORDED_##type] != 0xa5); \
    expect(#type ": its size changed", out.is.struct_size != RECORDED_##type);  \
  } while (0)

static void take(void) {
  memguard_context *context = memguard_default_context();
  securememory_factory *factory = securememory_default_factory();
  TAKE(memcall_capability, memcall_capability_of(MEMCALL_LOCKED, &out.is));
  TAKE(memcall_hardening, memcall_harden(0, &out.is));
  TAKE(memguard_report, memguard_context_report(context, &out.is));
  TAKE(memguard_stats, memguard_context_stats(context, &out.is));
  TAKE(securememory_metrics, securememory_factory_metrics(factory, &out.is));
}

int main(void) {
  give();
  take();
  return failures == 0 ? 0 : 1;
}
