/* linux_access.c: which other processes may read this one: ptrace(2), "Ptrace access mode
   checking", and Yama. */
#include "tools/secmem/doctor/linux_system.h"
#include "tools/secmem/system/facts.h"

#define SCOPE "sysctl -w kernel.yama.ptrace_scope=1"
#define NOT_DUMPABLE "memcall_harden(MEMCALL_HARDEN_NOT_DUMPABLE, NULL) in the program"

void doctor_look_at_access(doctor_findings *to) {
  static const char *const kMeanings[] = {"any process of the same user may read another's memory",
                                          "only a parent may read its children",
                                          "only root may read other processes",
                                          "nobody may, until the next boot"};
  long scope = system_number("/proc/sys/kernel/yama/ptrace_scope", -1);
  if (scope < 0 || scope > 3) {
    doctor_add(to, DOCTOR_WARN, "ptrace_scope", kMeanings[0],
               "a kernel with Yama; or " NOT_DUMPABLE, "this kernel has no Yama");
  } else {
    doctor_add(to, scope == 0 ? DOCTOR_WARN : DOCTOR_OK, "ptrace_scope", kMeanings[scope],
               scope == 0 ? SCOPE "; or " NOT_DUMPABLE : "", "%ld", scope);
  }
}
