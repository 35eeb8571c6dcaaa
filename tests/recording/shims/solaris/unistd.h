/* unistd.h of illumos. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_UNISTD_H
#define TESTS_RECORDING_SHIMS_SOLARIS_UNISTD_H

#define _SC_PAGESIZE 11

#include "tests/recording/posix/unistd.h"

#endif
