/* windows_system.c: Windows, of which secmem knows only what the library says. */
#include "tools/secmem/doctor/doctor.h"

void doctor_look_at_system(doctor_findings *to) { (void)to; }

const char *doctor_fix_for(memcall_safeguards bit) {
  switch (bit) {
    case MEMCALL_LOCKED:
      return doctor_fix_for_locks();
    case MEMCALL_NO_DUMP:
      return "memcall_disable_core_dumps() in the program";
    case MEMCALL_LARGE:
      return "the privilege to lock pages in memory (SeLockMemoryPrivilege), in secpol.msc";
    default:
      return "";
  }
}

const char *doctor_fix_for_locks(void) {
  return "a larger working set: SetProcessWorkingSetSize in the program";
}
