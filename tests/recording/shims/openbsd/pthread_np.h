/* pthread_np.h of OpenBSD: pthread_stackseg_np(3). */
#ifndef TESTS_RECORDING_SHIMS_OPENBSD_PTHREAD_NP_H
#define TESTS_RECORDING_SHIMS_OPENBSD_PTHREAD_NP_H

#include <pthread.h>
#include <signal.h>

#define pthread_stackseg_np recorded_pthread_stackseg_np
int recorded_pthread_stackseg_np(pthread_t thread, stack_t *out);

#endif
