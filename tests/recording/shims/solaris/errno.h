/* errno.h of illumos: the codes that this library has to do with. Source of the numbers:
 * illumos-gate's sys/errno.h. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_ERRNO_H
#define TESTS_RECORDING_SHIMS_SOLARIS_ERRNO_H

#define EPERM 1
#define EINTR 4
#define EIO 5
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EINVAL 22
#define ENOTSUP 48
#define ENOSYS 89

#include "tests/recording/posix/errno.h"

#endif
