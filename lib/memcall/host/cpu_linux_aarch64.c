/* cpu_linux_aarch64.c: what the CPU has, as the kernel tells each program. Source: getauxval(3). */
#include <sys/auxv.h>

#include "lib/memcall/host/host.h"

#define SVE (1UL << 22) /* HWCAP_SVE of <asm/hwcap.h> */

bool memcall_host_has_scalable_vectors(void) { return (getauxval(AT_HWCAP) & SVE) != 0; }
