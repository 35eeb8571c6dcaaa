/* other_system.c: a system of which secmem knows only what the library says. */
#include "tools/secmem/doctor/doctor.h"

void doctor_look_at_system(doctor_findings *to) { (void)to; }
