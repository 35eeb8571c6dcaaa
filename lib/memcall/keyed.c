/* keyed.c: pages that a protection key closes to every thread but those that opened it. pkeys(7).

   A process has 15 keys for all of its libraries, so there is one here. It is never freed: a key that
   is freed and allocated anew opens whatever it still stands on. */
#include "lib/memcall/host/host.h"
#include "lib/memcall/internal.h"

#define HAD_A_KEY 4u /* beside the two bits of rights: there is something to restore */

static _Atomic int process_key; /* 0, the key of all other pages: there is none yet */

static int key_if_any(void) { return atomic_load_explicit(&process_key, memory_order_relaxed); }

/* Of two threads that come at once, one gives its key back. */
static memcall_answer key_of_process(int *key) {
  int none = 0;
  *key = key_if_any();
  if (*key != 0) return memcall_yes();
  memcall_answer answer = memcall_backend_key_alloc(key);
  if (answer.status != MEMCALL_OK) return answer;
  if (atomic_compare_exchange_strong(&process_key, &none, *key)) return answer;
  (void)memcall_backend_key_free(*key);
  *key = none;
  return answer;
}

memcall_answer memcall_close_by_key(void *address, size_t size) {
  int key = 0, writable = memcall_backend_protection(MEMCALL_READ_WRITE);
  memcall_answer answer = key_of_process(&key);
  return answer.status == MEMCALL_OK ? memcall_backend_key_protect(address, size, writable, key)
                                     : answer;
}

uint32_t memcall_keyed_open(void) {
  int key = key_if_any();
  if (key == 0) return 0;
  uint32_t before = memcall_host_key_rights(key);
  memcall_host_set_key_rights(key, 0);
  memcall_barrier();
  return before | HAD_A_KEY;
}

/* The key may have been made since: what was opened before that has nothing to restore. */
void memcall_keyed_restore(uint32_t before) {
  if ((before & HAD_A_KEY) == 0) return;
  memcall_barrier();
  memcall_host_set_key_rights(key_if_any(), before & ~HAD_A_KEY);
}
