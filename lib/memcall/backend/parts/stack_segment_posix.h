/* stack_segment_posix.h: pthread_stackseg_np(3). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_SEGMENT_POSIX_H
#define MEMCALL_BACKEND_PARTS_STACK_SEGMENT_POSIX_H

#include <pthread.h>
#include <pthread_np.h>

#include "lib/memcall/backend/parts/stack_segment.h"

static inline void memcall_part_ask_stack(memcall_part_stack *stack) {
  stack_t segment;
  if (pthread_stackseg_np(pthread_self(), &segment) == 0) {
    memcall_part_read_segment(&segment, stack);
  }
}

static inline size_t memcall_part_stack_room(void) {
  return memcall_part_room_in(memcall_part_ask_stack);
}

#endif
