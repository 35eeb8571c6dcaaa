/* strings.h of illumos: the host's, and explicit_bzero(3). */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_STRINGS_H
#define TESTS_RECORDING_SHIMS_SOLARIS_STRINGS_H

#include_next <strings.h>

#include "tests/recording/posix/clear.h"

#endif
