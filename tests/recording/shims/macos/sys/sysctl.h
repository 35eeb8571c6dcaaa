/* sys/sysctl.h of macOS: what a process is told of itself. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_SYS_SYSCTL_H
#define TESTS_RECORDING_SHIMS_MACOS_SYS_SYSCTL_H

#include <stddef.h>
#include <sys/types.h>

#define CTL_KERN 1
#define KERN_PROC 14
#define KERN_PROC_PID 1

struct kinfo_proc {
  struct {
    int p_flag;
  } kp_proc;
};

#define caddr_t recorded_caddr_t
typedef char *recorded_caddr_t;

#define sysctl recorded_sysctl
#define sysctlbyname recorded_sysctlbyname
#define ptrace recorded_ptrace

int recorded_sysctl(int *name, unsigned length, void *old, size_t *old_size, void *new_value,
                    size_t new_size);
int recorded_sysctlbyname(const char *name, void *old, size_t *old_size, void *new_value,
                          size_t new_size);
int recorded_ptrace(int request, pid_t process, caddr_t address, int data);

#endif
