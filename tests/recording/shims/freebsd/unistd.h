/* unistd.h of FreeBSD. */
#ifndef TESTS_RECORDING_SHIMS_FREEBSD_UNISTD_H
#define TESTS_RECORDING_SHIMS_FREEBSD_UNISTD_H

#define _SC_PAGESIZE 47

#include "tests/recording/posix/unistd.h"

#endif
