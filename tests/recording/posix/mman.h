/* posix/mman.h: the calls of sys/mman.h, under names that do not take the host's place. A system's
   own sys/mman.h includes it after its numbers. */
#ifndef TESTS_RECORDING_POSIX_MMAN_H
#define TESTS_RECORDING_POSIX_MMAN_H

#include <stddef.h>
#include <sys/types.h>

#define MAP_FAILED ((void *)-1)

#define mmap recorded_mmap
#define munmap recorded_munmap
#define mprotect recorded_mprotect
#define mlock recorded_mlock
#define munlock recorded_munlock
#define msync recorded_msync
#define madvise recorded_madvise
#define minherit recorded_minherit

void *recorded_mmap(void *address, size_t size, int protection, int flags, int descriptor,
                    off_t offset);
int recorded_munmap(void *address, size_t size);
int recorded_mprotect(void *address, size_t size, int protection);
int recorded_mlock(const void *address, size_t size);
int recorded_munlock(const void *address, size_t size);
int recorded_msync(void *address, size_t size, int flags);
int recorded_madvise(void *address, size_t size, int advice);
int recorded_minherit(void *address, size_t size, int inheritance);

#endif
