/* sys/mman.h of NetBSD. Source of the numbers: NetBSD 10.1's sys/mman.h. */
#ifndef TESTS_RECORDING_SHIMS_NETBSD_SYS_MMAN_H
#define TESTS_RECORDING_SHIMS_NETBSD_SYS_MMAN_H

#define PROT_NONE 0x0
#define PROT_READ 0x1
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4

#define MAP_PRIVATE 0x0002
#define MAP_NORESERVE 0x0040
#define MAP_WIRED 0x0800
#define MAP_ANON 0x1000
#define MAP_STACK 0x2000

#define MS_ASYNC 0x01
#define MS_INVALIDATE 0x02
#define MS_SYNC 0x04

#define MADV_DONTNEED 4
#define MADV_FREE 6

#define MAP_INHERIT_SHARE 0
#define MAP_INHERIT_COPY 1
#define MAP_INHERIT_NONE 2
#define MAP_INHERIT_DONATE_COPY 3
#define MAP_INHERIT_ZERO 4

#include "tests/recording/posix/mman.h"

#endif
