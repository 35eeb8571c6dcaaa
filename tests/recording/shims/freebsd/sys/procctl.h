/* sys/procctl.h of FreeBSD. Source of the numbers: FreeBSD 14.0's. */
#ifndef TESTS_RECORDING_SHIMS_FREEBSD_SYS_PROCCTL_H
#define TESTS_RECORDING_SHIMS_FREEBSD_SYS_PROCCTL_H

#include <sys/types.h>

#define PROC_TRACE_CTL 7
#define PROC_TRACE_CTL_ENABLE 1
#define PROC_TRACE_CTL_DISABLE 2
#define PROC_NO_NEW_PRIVS_CTL 19
#define PROC_NO_NEW_PRIVS_ENABLE 1

#define procctl recorded_procctl
int recorded_procctl(int kind, pid_t process, int command, void *data);

#endif
