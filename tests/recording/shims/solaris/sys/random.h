/* sys/random.h of illumos: getrandom(2). */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_SYS_RANDOM_H
#define TESTS_RECORDING_SHIMS_SOLARIS_SYS_RANDOM_H

#include "tests/recording/posix/unistd.h"

#endif
