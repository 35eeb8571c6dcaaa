/* registers_x86_64.c: zeroing registers under the System V calling convention, where every vector
   register is the callee's to change. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/memguard/scrub/x86_64.h"

#define CLOBBER_LOW                                                                        \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", \
      "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

#define ZERO(n) "pxor %%xmm" n ", %%xmm" n "\n\t"

static void zero_low_sse(void) {
  __asm__ volatile(ZERO("0") ZERO("1") ZERO("2") ZERO("3") ZERO("4") ZERO("5") ZERO("6") ZERO("7")
                       ZERO("8") ZERO("9") ZERO("10") ZERO("11") ZERO("12") ZERO("13") ZERO("14")
                           ZERO("15")::
                               : CLOBBER_LOW);
}

/* Whole registers: also the upper parts of zmm0-15. */
static void zero_low_avx(void) { __asm__ volatile("vzeroall" ::: CLOBBER_LOW); }

static void zero_general(void) {
  __asm__ volatile(
      "xorl %%eax, %%eax\n\txorl %%ecx, %%ecx\n\txorl %%edx, %%edx\n\txorl %%esi, %%esi\n\t"
      "xorl %%edi, %%edi\n\txorl %%r8d, %%r8d\n\txorl %%r9d, %%r9d\n\txorl %%r10d, %%r10d\n\t"
      "xorl %%r11d, %%r11d" ::
          : "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc");
}

void memguard_scrub_registers(void) {
  uint32_t cpu = memguard_cpu();
  memguard_zero_high(cpu);
  if (memguard_cpu_saves_all(cpu, MEMGUARD_SAVES_AVX)) {
    zero_low_avx();
  } else {
    zero_low_sse();
  }
  zero_general();
}
