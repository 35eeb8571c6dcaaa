/* pthread.h of NetBSD, as far as a thread asks for its own stack. */
#ifndef TESTS_RECORDING_SHIMS_NETBSD_PTHREAD_H
#define TESTS_RECORDING_SHIMS_NETBSD_PTHREAD_H

#include "tests/recording/posix/stack_attributes.h"

#endif
