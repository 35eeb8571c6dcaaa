/* posix/unistd.h: the calls of unistd.h and sys/random.h. */
#ifndef TESTS_RECORDING_POSIX_UNISTD_H
#define TESTS_RECORDING_POSIX_UNISTD_H

#include <stddef.h>
#include <sys/types.h>

#define RECORDED_PROCESS 4711

#define sysconf recorded_sysconf
#define getpid recorded_getpid
#define getentropy recorded_getentropy
#define getrandom recorded_getrandom

long recorded_sysconf(int name); /* not written down: it is asked all the time */
pid_t recorded_getpid(void);     /* RECORDED_PROCESS; not written down */
int recorded_getentropy(void *bytes, size_t size);
ssize_t recorded_getrandom(void *bytes, size_t size, unsigned flags);

#endif
