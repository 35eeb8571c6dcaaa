/* linux_system.c: Linux, from the most to the least pressing. */
#include "tools/secmem/doctor/linux_system.h"

void doctor_look_at_system(doctor_findings *to) {
  doctor_look_at_swap(to);
  doctor_look_at_dumps(to);
  doctor_look_at_access(to);
  doctor_look_at_movement(to);
  doctor_look_at_features(to);
}
