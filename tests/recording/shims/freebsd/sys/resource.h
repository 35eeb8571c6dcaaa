/* sys/resource.h of FreeBSD. */
#ifndef TESTS_RECORDING_SHIMS_FREEBSD_SYS_RESOURCE_H
#define TESTS_RECORDING_SHIMS_FREEBSD_SYS_RESOURCE_H

#include <stdint.h>

#define rlim_t recorded_rlim_t
typedef int64_t recorded_rlim_t;

#define RLIMIT_CORE 4
#define RLIMIT_MEMLOCK 6
#define RLIM_INFINITY ((rlim_t)(((uint64_t)1 << 63) - 1))

#include "tests/recording/posix/resource.h"

#endif
