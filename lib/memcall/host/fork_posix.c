/* fork_posix.c: being told of forks, by POSIX. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

#include "lib/memcall/host/host.h"

memcall_answer memcall_host_at_fork(memcall_host_fork_fn prepare, memcall_host_fork_fn parent) {
  int code = pthread_atfork(prepare, parent, NULL);
  if (code == 0) return (memcall_answer){MEMCALL_OK, 0, ""};
  memcall_status status = code == ENOMEM ? MEMCALL_ERR_NO_MEMORY : MEMCALL_ERR_SYSTEM;
  return (memcall_answer){status, code, "pthread_atfork"};
}
