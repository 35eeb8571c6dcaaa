/* linux_system.h: the findings that only Linux has, by what they are about. */
#ifndef TOOLS_SECMEM_DOCTOR_LINUX_SYSTEM_H
#define TOOLS_SECMEM_DOCTOR_LINUX_SYSTEM_H

#include "tools/secmem/doctor/doctor.h"

void doctor_look_at_swap(doctor_findings *to);   /* copies on disk */
void doctor_look_at_dumps(doctor_findings *to);  /* core files, kdump */
void doctor_look_at_access(doctor_findings *to); /* other processes */
void doctor_look_at_movement(
    doctor_findings *to); /* copies in memory: pages that the kernel moves, merges or frees */
void doctor_look_at_features(doctor_findings *to); /* what newer kernels have */

#endif
