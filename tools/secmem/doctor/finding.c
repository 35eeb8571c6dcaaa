/* finding.c: the list. */
#include <stdarg.h>
#include <stdio.h>

#include "tools/secmem/doctor/doctor.h"

void doctor_add(doctor_findings *to, doctor_level level, const char *name, const char *meaning,
                const char *fix, const char *value, ...) {
  va_list values;
  if (to->count == DOCTOR_MOST) return;
  doctor_finding *next = &to->all[to->count++];
  *next = (doctor_finding){.level = level, .name = name, .meaning = meaning, .fix = fix};
  va_start(values, value);
  vsnprintf(next->value, sizeof next->value, value, values);
  va_end(values);
}

const char *doctor_level_name(doctor_level level) {
  static const char *const kNames[] = {"ok", "note", "warn"};
  return kNames[level];
}
