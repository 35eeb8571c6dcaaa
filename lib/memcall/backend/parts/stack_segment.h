/* stack_segment.h: how many bytes of its stack the calling thread has left, where a call fills in a
   stack_t: pthread_stackseg_np(3), thr_stksegment(3C). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_SEGMENT_H
#define MEMCALL_BACKEND_PARTS_STACK_SEGMENT_H

#include <signal.h>

#include "lib/memcall/backend/parts/stack_bounds.h"

/* Unlike sigaltstack(2)'s, this stack_t holds the upper end. Nothing says where the guard is: the
   lowest page is left out. */
static inline void memcall_part_read_segment(const stack_t *segment, memcall_part_stack *stack) {
  const size_t guard = memcall_backend_page_size();
  const uintptr_t high = (uintptr_t)segment->ss_sp;
  if (segment->ss_size > guard && segment->ss_size <= high) {
    stack->low = high - segment->ss_size + guard;
    stack->high = high;
  }
}

#endif
