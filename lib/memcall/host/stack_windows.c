/* stack_windows.c: handlers run on the stack of their thread, by Windows. A stack that overflowed
   keeps some room for them if that was asked for before. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

#define ROOM ((ULONG)64 << 10)

memcall_answer memcall_host_prepare_thread(bool *needs_stack) {
  ULONG room = ROOM;
  *needs_stack = false;
  if (SetThreadStackGuarantee(&room))
    return (memcall_answer){MEMCALL_OK, 0, "SetThreadStackGuarantee"};
  return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), "SetThreadStackGuarantee"};
}

/* Never needed. */
memcall_answer memcall_host_take_signal_stack(void *stack, size_t size,
                                              memcall_host_stack_fn give_back, void *owner) {
  (void)stack, (void)size, (void)give_back, (void)owner;
  return (memcall_answer){MEMCALL_ERR_UNSUPPORTED, 0, "SetThreadStackGuarantee"};
}
