/* posix/resource.h: the calls of sys/resource.h. A system's own header defines rlim_t first. */
#ifndef TESTS_RECORDING_POSIX_RESOURCE_H
#define TESTS_RECORDING_POSIX_RESOURCE_H

struct recorded_rlimit {
  rlim_t rlim_cur;
  rlim_t rlim_max;
};

#define rlimit recorded_rlimit
#define getrlimit recorded_getrlimit
#define setrlimit recorded_setrlimit

int recorded_getrlimit(int resource, struct recorded_rlimit *out);
int recorded_setrlimit(int resource, const struct recorded_rlimit *limit);

#endif
