/* signal.h of illumos: the type that a thread's stack is told with. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_SIGNAL_H
#define TESTS_RECORDING_SHIMS_SOLARIS_SIGNAL_H

#include <stddef.h>

typedef struct recorded_stack_segment {
  void *ss_sp; /* of a thread: the upper end */
  size_t ss_size;
  int ss_flags;
} stack_t;

#endif
