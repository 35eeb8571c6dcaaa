/* stack_segment_thr.h: thr_stksegment(3C). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_SEGMENT_THR_H
#define MEMCALL_BACKEND_PARTS_STACK_SEGMENT_THR_H

#include <thread.h>

#include "lib/memcall/backend/parts/stack_segment.h"

static inline void memcall_part_ask_stack(memcall_part_stack *stack) {
  stack_t segment;
  if (thr_stksegment(&segment) == 0) {
    memcall_part_read_segment(&segment, stack);
  }
}

static inline size_t memcall_part_stack_room(void) {
  return memcall_part_room_in(memcall_part_ask_stack);
}

#endif
