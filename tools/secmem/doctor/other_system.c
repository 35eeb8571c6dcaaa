/* other_system.c: a POSIX system of which secmem knows only what the library says. */
#include "tools/secmem/doctor/doctor.h"

void doctor_look_at_system(doctor_findings *to) { (void)to; }

const char *doctor_fix_for(memcall_safeguards bit) {
  switch (bit) {
    case MEMCALL_LOCKED:
      return "see lock limit";
    case MEMCALL_NO_DUMP:
      return "ulimit -c 0, or memcall_disable_core_dumps() in the program";
    case MEMCALL_FORK_HANDLED:
      return "no fork(2) while secrets live";
    default:
      return "";
  }
}

const char *doctor_fix_for_locks(void) { return "ulimit -l unlimited"; }
