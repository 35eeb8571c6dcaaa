/* pthread.h of macOS, as far as a thread asks for its own stack. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_PTHREAD_H
#define TESTS_RECORDING_SHIMS_MACOS_PTHREAD_H

#include <stddef.h>

typedef struct recorded_thread *pthread_t;

#define pthread_self recorded_pthread_self
#define pthread_get_stackaddr_np recorded_pthread_get_stackaddr_np
#define pthread_get_stacksize_np recorded_pthread_get_stacksize_np

pthread_t recorded_pthread_self(void);
void *recorded_pthread_get_stackaddr_np(pthread_t thread);
size_t recorded_pthread_get_stacksize_np(pthread_t thread);

#endif
