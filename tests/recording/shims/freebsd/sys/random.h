/* sys/random.h of FreeBSD: getrandom(2). */
#ifndef TESTS_RECORDING_SHIMS_FREEBSD_SYS_RANDOM_H
#define TESTS_RECORDING_SHIMS_FREEBSD_SYS_RANDOM_H

#include "tests/recording/posix/unistd.h"

#endif
