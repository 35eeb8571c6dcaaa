/* string.h of OpenBSD: the host's, and explicit_bzero(3). */
#ifndef TESTS_RECORDING_SHIMS_OPENBSD_STRING_H
#define TESTS_RECORDING_SHIMS_OPENBSD_STRING_H

#include_next <string.h>

#include "tests/recording/posix/clear.h"

#endif
