/* sys/resource.h of illumos. There is no RLIMIT_MEMLOCK. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_SYS_RESOURCE_H
#define TESTS_RECORDING_SHIMS_SOLARIS_SYS_RESOURCE_H

#include <stdint.h>

#define rlim_t recorded_rlim_t
typedef unsigned long recorded_rlim_t;

#define RLIMIT_CORE 4
#define RLIM_INFINITY ((rlim_t) - 3)

#include "tests/recording/posix/resource.h"

#endif
