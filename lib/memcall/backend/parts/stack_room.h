/* stack_room.h: how many bytes of its stack the calling thread has left. pthread_getattr_np(3). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_ROOM_H
#define MEMCALL_BACKEND_PARTS_STACK_ROOM_H

#include <pthread.h>

#include "lib/memcall/backend/parts/stack_bounds.h"

/* Asked once: for a process's first thread, libc reads /proc/self/maps. Whether the bounds hold the
   guard differs among versions of libc: it is left out in any case. */
static inline void memcall_part_ask_stack(memcall_part_stack *stack) {
  pthread_attr_t attributes;
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

static inline size_t memcall_part_stack_room(void) {
  return memcall_part_room_in(memcall_part_ask_stack);
}

#endif
