/* unistd.h of NetBSD. */
#ifndef TESTS_RECORDING_SHIMS_NETBSD_UNISTD_H
#define TESTS_RECORDING_SHIMS_NETBSD_UNISTD_H

#define _SC_PAGESIZE 28

#include "tests/recording/posix/unistd.h"

#endif
