/* string.h of NetBSD: the host's, and explicit_memset(3). */
#ifndef TESTS_RECORDING_SHIMS_NETBSD_STRING_H
#define TESTS_RECORDING_SHIMS_NETBSD_STRING_H

#include_next <string.h>

#include "tests/recording/posix/clear.h"

#endif
