/* deny_attach.h: no debugger from here on. ptrace(2) PT_DENY_ATTACH, which not every SDK declares.
 */
#ifndef MEMCALL_BACKEND_PARTS_DENY_ATTACH_H
#define MEMCALL_BACKEND_PARTS_DENY_ATTACH_H

#include <errno.h>
#include <stdbool.h>
#include <sys/sysctl.h>
#include <sys/types.h>
#include <unistd.h>

extern int ptrace(int request, pid_t process, caddr_t address, int data);

/* Not known is taken for no. */
static inline bool memcall_part_is_traced(void) {
  int name[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()};
  struct kinfo_proc info = {0};
  size_t size = sizeof info;
  return sysctl(name, sizeof name / sizeof name[0], &info, &size, NULL, 0) == 0 &&
         (info.kp_proc.p_flag & P_TRACED) != 0;
}

/* The kernel ends a process (exit status 45) that denies the debugger which it has already. Asked
   before, that is an error; a debugger that attaches in between still ends it. */
static inline int memcall_part_deny_attach(void) {
  if (memcall_part_is_traced()) {
    return EBUSY;
  }
  return ptrace(PT_DENY_ATTACH, 0, NULL, 0) == 0 ? 0 : errno;
}

#endif
