/* cpu_freebsd_aarch64.c: what the CPU has, as the kernel tells each program. Source:
   elf_aux_info(3). */
#include <sys/auxv.h>

#include "lib/memcall/host/host.h"

#define SVE (1UL << 22) /* HWCAP_SVE of <machine/elf.h> */

bool memcall_host_has_scalable_vectors(void) {
  unsigned long has = 0;
  return elf_aux_info(AT_HWCAP, &has, sizeof has) == 0 && (has & SVE) != 0;
}
