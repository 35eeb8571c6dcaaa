/* stack_address.h: how many bytes of its stack the calling thread has left.
   pthread_get_stackaddr_np(3). */
#ifndef MEMCALL_BACKEND_PARTS_STACK_ADDRESS_H
#define MEMCALL_BACKEND_PARTS_STACK_ADDRESS_H

#include <pthread.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"

/* Both calls read the thread's own record. The address is the stack's upper end. On a foreign stack
   (sigaltstack(2), a coroutine's) the bounds mean nothing: the answer is that nobody knows. */
static inline size_t memcall_part_stack_room(void) {
  const pthread_t self = pthread_self();
  const uintptr_t high = (uintptr_t)pthread_get_stackaddr_np(self);
  const size_t size = pthread_get_stacksize_np(self);
  const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  return size <= high && here >= high - size && here < high ? (size_t)(here - (high - size))
                                                            : MEMCALL_UNKNOWN;
}

#endif
