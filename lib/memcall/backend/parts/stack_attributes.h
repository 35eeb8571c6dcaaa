/* stack_attributes.h: how many bytes of its stack the calling thread has left.
   pthread_attr_get_np(3). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_ATTRIBUTES_H
#define MEMCALL_BACKEND_PARTS_STACK_ATTRIBUTES_H

#include <pthread.h>

#include "lib/memcall/backend/parts/stack_bounds.h"

/* Whether the bounds hold the guard differs among versions of libc: it is left out in any case. */
static inline void memcall_part_read_stack(const pthread_attr_t *attributes,
                                           memcall_part_stack *stack) {
  void *low = NULL;
  size_t size = 0, guard = 0;
  if (pthread_attr_getstack(attributes, &low, &size) == 0 &&
      pthread_attr_getguardsize(attributes, &guard) == 0 && guard < size) {
    stack->low = (uintptr_t)low + guard;
    stack->high = (uintptr_t)low + size;
  }
}

static inline void memcall_part_ask_stack(memcall_part_stack *stack) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) {
    return;
  }
  if (pthread_attr_get_np(pthread_self(), &attributes) == 0) {
    memcall_part_read_stack(&attributes, stack);
  }
  (void)pthread_attr_destroy(&attributes);
}

static inline size_t memcall_part_stack_room(void) {
  return memcall_part_room_in(memcall_part_ask_stack);
}

#endif
