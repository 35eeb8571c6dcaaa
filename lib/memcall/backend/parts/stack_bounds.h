/* stack_bounds.h: a thread's own stack, asked for once, and how much of it is left. */
#ifndef MEMCALL_BACKEND_PARTS_STACK_BOUNDS_H
#define MEMCALL_BACKEND_PARTS_STACK_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"

/* [low, high) of the stack that the thread was made with; high is 0 until it was asked for, and
   stays so if the system does not say. */
typedef struct memcall_part_stack {
  uintptr_t low, high;
  bool asked;
} memcall_part_stack;

static _Thread_local memcall_part_stack memcall_part_own_stack;

/* On a foreign stack (sigaltstack(2), a coroutine's) the thread's own bounds mean nothing: the
   answer is that nobody knows. */
static inline size_t memcall_part_room_in(void (*ask)(memcall_part_stack *stack)) {
  memcall_part_stack *stack = &memcall_part_own_stack;
  if (!stack->asked) {
    stack->asked = true;
    ask(stack);
  }
  const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  return here >= stack->low && here < stack->high ? (size_t)(here - stack->low) : MEMCALL_UNKNOWN;
}

#endif
