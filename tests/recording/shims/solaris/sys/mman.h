/* sys/mman.h of illumos. Source of the numbers: illumos-gate's sys/mman.h. */
#ifndef TESTS_RECORDING_SHIMS_SOLARIS_SYS_MMAN_H
#define TESTS_RECORDING_SHIMS_SOLARIS_SYS_MMAN_H

#include <stdint.h>
#include <sys/types.h>

#define PROT_NONE 0x0
#define PROT_READ 0x1
#define PROT_WRITE 0x2
#define PROT_EXEC 0x4

#define MAP_PRIVATE 2
#define MAP_NORESERVE 0x40
#define MAP_ANON 0x100
#define MAP_ALIGN 0x200

#define MS_ASYNC 0x1
#define MS_INVALIDATE 0x2
#define MS_SYNC 0x4

#define MADV_DONTNEED 4
#define MADV_FREE 5

#define MC_LOCK 2
#define MC_UNLOCK 3
#define MC_ADVISE 4
#define MC_HAT_ADVISE 7
#define MC_INHERIT_ZERO 8

#define MHA_MAPSIZE_VA 0x1
#define MEMINFO_VPAGESIZE 0x30000

#include "tests/recording/posix/mman.h"

/* getpagesizes(3C), memcntl(2), meminfo(2). */
struct memcntl_mha {
  uint_t mha_cmd;
  uint_t mha_flags;
  size_t mha_pagesize;
};

#define memcntl recorded_memcntl
#define meminfo recorded_meminfo
#define getpagesizes recorded_getpagesizes

int recorded_memcntl(caddr_t address, size_t size, int command, caddr_t argument, int attributes,
                     int mask);
int recorded_meminfo(const uint64_t addresses[], int count, const uint_t questions[],
                     int question_count, uint64_t answers[], uint_t validity[]);
int recorded_getpagesizes(size_t sizes[], int count);

#endif
