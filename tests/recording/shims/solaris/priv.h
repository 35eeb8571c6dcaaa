/* priv.h of illumos: setpflags(2). Source of the number: illumos-gate's sys/priv.h. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_PRIV_H
#define TESTS_RECORDING_SHIMS_SOLARIS_PRIV_H

#include <sys/types.h>

#define __PROC_PROTECT 0x0008

#define setpflags recorded_setpflags
int recorded_setpflags(uint_t flag, uint_t value);

#endif
