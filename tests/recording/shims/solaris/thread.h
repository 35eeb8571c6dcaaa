/* thread.h of illumos: thr_stksegment(3C). */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_THREAD_H
#define TESTS_RECORDING_SHIMS_SOLARIS_THREAD_H

#include <signal.h>

#define thr_stksegment recorded_thr_stksegment
int recorded_thr_stksegment(stack_t *out);

#endif
