/* stack_posix.c: a thread's alternate stack for its fault handlers, by POSIX. */
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

#include "lib/memcall/host/host.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static int key_code;
static _Atomic(memcall_host_stack_fn)
    give_back_stack; /* one owner of such stacks is all there is */

/* The kernel must have forgotten it before it is given back. */
static void end_of_thread(void *owner) {
  stack_t none;
  memset(&none, 0, sizeof none);
  none.ss_flags = SS_DISABLE;
  memcall_host_stack_fn give_back = atomic_load(&give_back_stack);
  if (sigaltstack(&none, NULL) == 0) give_back(owner);
}

static void make_key(void) { key_code = pthread_key_create(&key, end_of_thread); }

static memcall_answer install(void *stack, size_t size) {
  stack_t fresh;
  memset(&fresh, 0, sizeof fresh);
  fresh.ss_sp = stack;
  fresh.ss_size = size;
  if (sigaltstack(&fresh, NULL) == 0) return (memcall_answer){MEMCALL_OK, 0, "sigaltstack"};
  return (memcall_answer){MEMCALL_ERR_SYSTEM, errno, "sigaltstack"};
}

memcall_answer memcall_host_prepare_thread(bool *needs_stack) {
  stack_t now;
  *needs_stack = false;
  if (sigaltstack(NULL, &now) != 0)
    return (memcall_answer){MEMCALL_ERR_SYSTEM, errno, "sigaltstack"};
  *needs_stack = (now.ss_flags & SS_DISABLE) != 0;
  return (memcall_answer){MEMCALL_OK, 0, "sigaltstack"};
}

memcall_answer memcall_host_take_signal_stack(void *stack, size_t size,
                                              memcall_host_stack_fn give_back, void *owner) {
  (void)pthread_once(&once, make_key);
  int code = key_code;
  atomic_store(&give_back_stack, give_back);
  if (code == 0) code = pthread_setspecific(key, owner);
  if (code != 0) return (memcall_answer){MEMCALL_ERR_SYSTEM, code, "pthread_key_create"};
  memcall_answer answer = install(stack, size);
  if (answer.status != MEMCALL_OK) (void)pthread_setspecific(key, NULL);
  return answer;
}
