/* cpu_windows.c: what the CPU has. Source: IsProcessorFeaturePresent. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

#define SVE 46 /* PF_ARM_SVE_INSTRUCTIONS_AVAILABLE */

bool memcall_host_has_scalable_vectors(void) { return IsProcessorFeaturePresent(SVE) != 0; }
