/* unistd.h of macOS. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_UNISTD_H
#define TESTS_RECORDING_SHIMS_MACOS_UNISTD_H

#define _SC_PAGESIZE 29

#include "tests/recording/posix/unistd.h"

#endif
