/* sys/random.h of NetBSD: getrandom(2). */
#ifndef TESTS_RECORDING_SHIMS_NETBSD_SYS_RANDOM_H
#define TESTS_RECORDING_SHIMS_NETBSD_SYS_RANDOM_H

#include "tests/recording/posix/unistd.h"

#endif
