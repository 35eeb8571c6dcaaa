/* registers_x86_64_win.c: zeroing registers under the Microsoft x64 calling convention. The low 128
   bits of xmm6-15 are the caller's and stay; their upper parts are not, and go. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/memguard/scrub/x86_64.h"

#define ZERO(n) "pxor %%xmm" n ", %%xmm" n "\n\t"

static void zero_low(void) {
  __asm__ volatile(ZERO("0") ZERO("1") ZERO("2") ZERO("3") ZERO("4") ZERO("5")::
                       : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5");
}

/* Zeroes all above bit 127 of zmm0-15 and leaves what is below. */
static void zero_upper(void) { __asm__ volatile("vzeroupper"); }

static void zero_general(void) {
  __asm__ volatile(
      "xorl %%eax, %%eax\n\txorl %%ecx, %%ecx\n\txorl %%edx, %%edx\n\txorl %%r8d, %%r8d\n\t"
      "xorl %%r9d, %%r9d\n\txorl %%r10d, %%r10d\n\txorl %%r11d, %%r11d" ::
          : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "cc");
}

void memguard_scrub_registers(void) {
  uint32_t cpu = memguard_cpu();
  memguard_zero_high(cpu);
  zero_low();
  if (memguard_cpu_saves_all(cpu, MEMGUARD_SAVES_AVX)) zero_upper();
  zero_general();
}
