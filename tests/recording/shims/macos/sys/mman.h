/* sys/mman.h of macOS. Source of the numbers: XNU 11417's sys/mman.h. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_SYS_MMAN_H
#define TESTS_RECORDING_SHIMS_MACOS_SYS_MMAN_H

#define PROT_NONE 0x00
#define PROT_READ 0x01
#define PROT_WRITE 0x02
#define PROT_EXEC 0x04

#define MAP_PRIVATE 0x0002
#define MAP_ANON 0x1000

#define MS_ASYNC 0x0001
#define MS_SYNC 0x0010

#define MADV_ZERO_WIRED_PAGES 6

#include "tests/recording/posix/mman.h"

#endif
