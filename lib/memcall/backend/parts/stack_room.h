/* stack_room.h: how many bytes of its stack the calling thread has left. pthread_getattr_np(3). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_ROOM_H
#define MEMCALL_BACKEND_PARTS_STACK_ROOM_H

#include <pthread.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"

/* [low, high) of the stack that the thread was made with; high is 0 until it was asked for, and
   stays so if the system does not say. Asked once: for a process's first thread, libc reads
   /proc/self/maps. */
typedef struct memcall_part_stack {
  uintptr_t low, high;
  bool asked;
} memcall_part_stack;

static _Thread_local memcall_part_stack memcall_part_own_stack;

/* Whether the bounds hold the guard differs among versions of libc: it is left out in any case. */
static inline void memcall_part_ask_stack(memcall_part_stack *stack) {
  pthread_attr_t attributes;
  stack->asked = true;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
    return;
  }
  void *low = NULL;
  size_t size = 0, guard = 0;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0 &&
      pthread_attr_getguardsize(&attributes, &guard) == 0 && guard < size) {
    stack->low = (uintptr_t)low + guard;
    stack->high = (uintptr_t)low + size;
  }
  (void)pthread_attr_destroy(&attributes);
}

/* On a foreign stack (sigaltstack(2), a coroutine's) the thread's own bounds mean nothing: the
   answer is that nobody knows. */
static inline size_t memcall_part_stack_room(void) {
  memcall_part_stack *stack = &memcall_part_own_stack;
  if (!stack->asked) {
    memcall_part_ask_stack(stack);
  }
  const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  return here >= stack->low && here < stack->high ? (size_t)(here - stack->low) : MEMCALL_UNKNOWN;
}

#endif
