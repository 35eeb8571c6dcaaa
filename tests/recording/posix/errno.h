/* posix/errno.h: errno of the recorded system, whose codes are not the host's. */
#ifndef TESTS_RECORDING_POSIX_ERRNO_H
#define TESTS_RECORDING_POSIX_ERRNO_H

int *recorded_errno(void);
#define errno (*recorded_errno())

#endif
