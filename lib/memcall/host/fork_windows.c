/* fork_windows.c: Windows starts no process as a copy of another, so there is nothing to tell of. */
#include "lib/memcall/host/host.h"

memcall_answer memcall_host_at_fork(memcall_host_fork_fn prepare, memcall_host_fork_fn parent) {
  (void)prepare;
  (void)parent;
  return (memcall_answer){MEMCALL_OK, 0, ""};
}
