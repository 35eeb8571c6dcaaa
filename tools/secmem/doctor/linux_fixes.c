/* linux_fixes.c: what helps on Linux. */
#include "tools/secmem/doctor/doctor.h"

const char *doctor_fix_for(memcall_safeguards bit) {
  switch (bit) {
    case MEMCALL_LOCKED:
      return "see lock limit";
    case MEMCALL_NO_DUMP:
      return "ulimit -c 0, and memcall_harden(MEMCALL_HARDEN_NOT_DUMPABLE, NULL)";
    case MEMCALL_FORK_HANDLED:
      return "a kernel that has it, or no fork(2) while secrets live";
    case MEMCALL_SECRET:
      return "see memfd_secret and lock limit";
    case MEMCALL_LARGE:
      return "sysctl -w vm.nr_hugepages=16";
    default:
      return "";
  }
}

const char *doctor_fix_for_locks(void) {
  return "ulimit -l unlimited; for good: \"* - memlock unlimited\" in /etc/security/limits.conf, "
         "LimitMEMLOCK=infinity in a systemd unit, --ulimit memlock=-1 for docker";
}
