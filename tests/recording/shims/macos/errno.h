/* errno.h of macOS: the codes that this library has to do with. Source of the numbers:
 * XNU 11417's sys/errno.h. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_ERRNO_H
#define TESTS_RECORDING_SHIMS_MACOS_ERRNO_H

#define EPERM 1
#define EINTR 4
#define EIO 5
#define ENOMEM 12
#define EACCES 13
#define EFAULT 14
#define EBUSY 16
#define EINVAL 22
#define EAGAIN 35
#define ENOTSUP 45
#define ENOSYS 78

#include "tests/recording/posix/errno.h"

#endif
