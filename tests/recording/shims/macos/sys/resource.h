/* sys/resource.h of macOS. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_SYS_RESOURCE_H
#define TESTS_RECORDING_SHIMS_MACOS_SYS_RESOURCE_H

#include <stdint.h>

#define rlim_t recorded_rlim_t
typedef uint64_t recorded_rlim_t;

#define RLIMIT_CORE 4
#define RLIMIT_MEMLOCK 6
#define RLIM_INFINITY (((rlim_t)1 << 63) - 1)

#include "tests/recording/posix/resource.h"

#endif
