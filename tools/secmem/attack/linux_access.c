/* linux_access.c: why one process may not read another. */
#include <unistd.h>

#include "tools/secmem/attack/session.h"
#include "tools/secmem/system/facts.h"

const char *attack_access_hint(void) {
  long scope = system_number("/proc/sys/kernel/yama/ptrace_scope", 0);
  if (scope == 2) return " (kernel.yama.ptrace_scope is 2: root only)";
  if (scope == 3) return " (kernel.yama.ptrace_scope is 3: nobody, until the next boot)";
  if (access("/proc/self/exe", R_OK) != 0)
    return " (a program that its user may not read keeps its memory to itself)";
  return "";
}
