/* unistd.h of OpenBSD. */
#ifndef TESTS_RECORDING_SHIMS_OPENBSD_UNISTD_H
#define TESTS_RECORDING_SHIMS_OPENBSD_UNISTD_H

#define _SC_PAGESIZE 28

#include "tests/recording/posix/unistd.h"

#endif
