/* sys/mman.h of FreeBSD. Source of the numbers: FreeBSD 14.0's sys/mman.h. */
#ifndef TESTS_RECORDING_SHIMS_FREEBSD_SYS_MMAN_H
#define TESTS_RECORDING_SHIMS_FREEBSD_SYS_MMAN_H

#define PROT_NONE 0x0
#define PROT_READ 0x1
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4

#define MAP_PRIVATE 0x0002
#define MAP_ANON 0x1000
#define MAP_GUARD 0x00002000
#define MAP_NOCORE 0x00020000

#define MS_SYNC 0x0000
#define MS_ASYNC 0x0001

#define MADV_DONTNEED 4
#define MADV_FREE 5
#define MADV_NOCORE 8
#define MADV_CORE 9

#define INHERIT_SHARE 0
#define INHERIT_COPY 1
#define INHERIT_NONE 2
#define INHERIT_ZERO 3

#include "tests/recording/posix/mman.h"

#endif
