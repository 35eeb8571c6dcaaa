/* pthread.h of OpenBSD, as far as a thread asks for its own stack. */
#ifndef TESTS_RECORDING_SHIMS_OPENBSD_PTHREAD_H
#define TESTS_RECORDING_SHIMS_OPENBSD_PTHREAD_H

typedef struct recorded_thread *pthread_t;

#define pthread_self recorded_pthread_self
pthread_t recorded_pthread_self(void);

#endif
