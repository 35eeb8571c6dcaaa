/* stack.c: zeroing the stack below a call that is over. */
#include "lib/memcall/backend/backend.h"
#include "lib/memguard/scrub/attributes.h"
#include "lib/memguard/scrub/scrub.h"

/* Bytes at the end of the stack that stay free while it is being wiped: a signal may arrive, and
   its frame holds all vector registers. */
#define RESERVE 4096

/* How much may be wiped where nobody knows how much there is: on a stack that is not the thread's
   own (a coroutine's, sigaltstack(2)), or on a system that does not say. Twice that must be free
   below every call that scrubs: 16 KiB. */
#define WHEN_UNKNOWN MEMGUARD_SCRUB_DEPTH

static size_t within_bounds(size_t length) {
  size_t room = memcall_backend_stack_room();
  if (room == MEMCALL_UNKNOWN) return length < WHEN_UNKNOWN ? length : WHEN_UNKNOWN;
  if (room <= RESERVE) return 0;
  return length < room - RESERVE ? length : room - RESERVE;
}

/* A real frame, not an address below the stack pointer: signal handlers and debugging tools know
   about it. Address sanitizer must not move it to its own heap. */
MEMGUARD_OWN_FRAME static void wipe_below(size_t length) {
  unsigned char *area = __builtin_alloca(length);
  memcall_secure_clear(area, length);
}

void memguard_scrub_stack(size_t length) {
  length = within_bounds(length);
  if (length != 0) wipe_below(length);
}

void memguard_scrub(void) {
  memguard_scrub_registers();
  memguard_scrub_stack(MEMGUARD_SCRUB_DEPTH);
}

/* A frame of its own: link-time optimization would put the call's into our caller's, where nothing
   below us reaches. */
MEMGUARD_APART static void call_apart(memguard_call_fn call, void *user) { call(user); }

void memguard_call_scrubbed(memguard_call_fn call, void *user, size_t stack) {
  if (call != NULL) call_apart(call, user);
  memguard_scrub_registers();
  memguard_scrub_stack(stack);
}
