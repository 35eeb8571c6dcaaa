/* sys/types.h of illumos: the host's, and two names of System V's. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_SYS_TYPES_H
#define TESTS_RECORDING_SHIMS_SOLARIS_SYS_TYPES_H

#include_next <sys/types.h>

typedef unsigned int uint_t;
typedef char *caddr_t;

#endif
