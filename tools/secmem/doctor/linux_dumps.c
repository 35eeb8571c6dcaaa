/* linux_dumps.c: what becomes of memory when a program, or the kernel, dies: core(5), kdump. */
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tools/secmem/doctor/linux_system.h"
#include "tools/secmem/system/facts.h"

#define KEEP_OUT "memcall_harden(MEMCALL_HARDEN_NOT_DUMPABLE, NULL) in the program"

static void look_at_pattern(doctor_findings *to) {
  char pattern[128];
  system_line("/proc/sys/kernel/core_pattern", pattern, sizeof pattern);
  if (pattern[0] == '|' || pattern[0] == '@') {
    doctor_add(to, DOCTOR_WARN, "core_pattern", "cores go to a program, whatever the core limit is",
               KEEP_OUT "; or sysctl -w kernel.core_pattern=core", "%s", pattern);
  } else {
    doctor_add(to, DOCTOR_OK, "core_pattern", "cores go to files, within the core limit", "", "%s",
               pattern);
  }
}

static void limit_text(char *to, size_t capacity, rlim_t limit) {
  if (limit == RLIM_INFINITY) {
    snprintf(to, capacity, "unlimited");
  } else {
    snprintf(to, capacity, "%llu bytes", (unsigned long long)limit);
  }
}

static void look_at_limit(doctor_findings *to) {
  struct rlimit limit;
  char soft[32], hard[32];
  if (getrlimit(RLIMIT_CORE, &limit) != 0) return;
  limit_text(soft, sizeof soft, limit.rlim_cur);
  limit_text(hard, sizeof hard, limit.rlim_max);
  bool off = limit.rlim_cur == 0;
  doctor_add(
      to, off ? DOCTOR_OK : DOCTOR_NOTE, "core limit",
      off ? "" : "a crash writes all memory to a file, except for what the library keeps out",
      off ? "" : "ulimit -c 0, or memcall_disable_core_dumps() in the program", "%s, at most %s",
      soft, hard);
}

static void look_at_dumpable(doctor_findings *to) {
  static const char *const kStates[] = {"no", "yes", "by root only"};
  int state = prctl(PR_GET_DUMPABLE);
  if (state < 0 || state > 2) return;
  doctor_add(to, state == 1 ? DOCTOR_NOTE : DOCTOR_OK, "dumpable",
             state == 1 ? "programs are born so: other processes of their user may read them, and "
                          "crashes dump them"
                        : "",
             state == 1 ? KEEP_OUT : "", "%s", kStates[state]);
}

static void look_at_kdump(doctor_findings *to) {
  if (system_number("/sys/kernel/kexec_crash_loaded", 0) != 0) {
    doctor_add(to, DOCTOR_WARN, "kdump", "when the kernel panics, all memory is written to disk",
               "kexec -p -u", "loaded");
  } else {
    doctor_add(to, DOCTOR_OK, "kdump", "", "", "not loaded");
  }
}

void doctor_look_at_dumps(doctor_findings *to) {
  look_at_pattern(to);
  look_at_limit(to);
  look_at_dumpable(to);
  look_at_kdump(to);
}
