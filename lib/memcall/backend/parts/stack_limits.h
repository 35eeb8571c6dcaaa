/* stack_limits.h: how many bytes of its stack the calling thread has left.
   GetCurrentThreadStackLimits, since Windows 8; before, what is committed of it. */
#ifndef MEMCALL_BACKEND_PARTS_STACK_LIMITS_H
#define MEMCALL_BACKEND_PARTS_STACK_LIMITS_H

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/parts/imports.h"

/* Bytes at the far end that a thread never gets: the guard page, and what is kept for the handler
   when it is reached. */
#define MEMCALL_PART_STACK_GUARD ((uintptr_t)16 * 1024)

typedef VOID(WINAPI *memcall_part_stack_limits_call)(ULONG_PTR *low, ULONG_PTR *high);

static memcall_part_import memcall_part_stack_limits = {"GetCurrentThreadStackLimits", NULL};

static inline uintptr_t memcall_part_stack_end(const NT_TIB *thread) {
  memcall_part_stack_limits_call limits =
      (memcall_part_stack_limits_call)memcall_part_import_of(&memcall_part_stack_limits);
  ULONG_PTR low = (ULONG_PTR)thread->StackLimit, high = 0;
  if (limits != NULL) {
    limits(&low, &high);
  }
  return low + MEMCALL_PART_STACK_GUARD;
}

/* On a stack that the system did not make (a coroutine's) the thread's own bounds mean nothing: the
   answer is that nobody knows. A fiber's are the thread's while it runs. */
static inline size_t memcall_part_stack_room(void) {
  const NT_TIB *thread = (const NT_TIB *)NtCurrentTeb();
  const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (here < (uintptr_t)thread->StackLimit || here >= (uintptr_t)thread->StackBase) {
    return MEMCALL_UNKNOWN;
  }
  const uintptr_t end = memcall_part_stack_end(thread);
  return here > end ? (size_t)(here - end) : 0;
}

#endif
