/* sys/wait.h of FreeBSD: the kinds of ids. */
#ifndef TESTS_RECORDING_SHIMS_FREEBSD_SYS_WAIT_H
#define TESTS_RECORDING_SHIMS_FREEBSD_SYS_WAIT_H

#define P_PID 0

#endif
