/* errno.h of NetBSD: the codes that this library has to do with. Source of the numbers:
 * NetBSD 10.1's sys/errno.h. */
#ifndef TESTS_RECORDING_SHIMS_NETBSD_ERRNO_H
#define TESTS_RECORDING_SHIMS_NETBSD_ERRNO_H

#define EPERM 1
#define EINTR 4
#define EIO 5
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EINVAL 22
#define EAGAIN 35
#define ENOSYS 78
#define ENOTSUP 86

#include "tests/recording/posix/errno.h"

#endif
