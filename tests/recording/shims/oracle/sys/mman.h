/* sys/mman.h of Oracle Solaris 11.4, as far as it differs from illumos'. */
#ifndef TESTS_RECORDING_SHIMS_ORACLE_SYS_MMAN_H
#define TESTS_RECORDING_SHIMS_ORACLE_SYS_MMAN_H

#include_next <sys/mman.h>

#undef MC_INHERIT_ZERO

#endif
