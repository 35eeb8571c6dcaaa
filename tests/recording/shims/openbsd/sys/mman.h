/* sys/mman.h of OpenBSD. Source of the numbers: OpenBSD 7.8's sys/mman.h. */
#ifndef TESTS_RECORDING_SHIMS_OPENBSD_SYS_MMAN_H
#define TESTS_RECORDING_SHIMS_OPENBSD_SYS_MMAN_H

#define PROT_NONE 0x0
#define PROT_READ 0x1
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4

#define MAP_PRIVATE 0x0002
#define MAP_ANON 0x1000
#define MAP_STACK 0x4000
#define MAP_CONCEAL 0x8000

#define MS_ASYNC 0x01
#define MS_SYNC 0x02
#define MS_INVALIDATE 0x04

#define MADV_DONTNEED 4
#define MADV_FREE 6

#define MAP_INHERIT_SHARE 0
#define MAP_INHERIT_COPY 1
#define MAP_INHERIT_NONE 2
#define MAP_INHERIT_ZERO 3

#include "tests/recording/posix/mman.h"

#endif
