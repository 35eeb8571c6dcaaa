/* x86_64.h: which registers this CPU and its kernel have, and zeroing those that every calling
   convention leaves to the callee. x87, MMX and AMX tiles are left alone: nothing here puts bytes
   into them. */
#ifndef MEMGUARD_SCRUB_X86_64_H
#define MEMGUARD_SCRUB_X86_64_H

#include <cpuid.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/memguard/scrub/attributes.h"

/* What there is, and what the kernel saves of it: XCR0 in the low bits. */
#define MEMGUARD_CPU_ASKED 0x10000u
#define MEMGUARD_CPU_AVX512 0x20000u
#define MEMGUARD_CPU_AVX512VL 0x40000u
#define MEMGUARD_SAVES_AVX 0x06u    /* xmm and the upper halves of ymm */
#define MEMGUARD_SAVES_AVX512 0xe6u /* and k, the upper halves of zmm0-15, zmm16-31 */

static inline uint32_t memguard_cpu_saves(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low & MEMGUARD_SAVES_AVX512;
}

static inline uint32_t memguard_cpu_ask(void) {
  unsigned a, b, c, d;
  uint32_t cpu = MEMGUARD_CPU_ASKED;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_OSXSAVE) == 0 || (c & bit_AVX) == 0)
    return cpu;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_AVX512F) != 0)
    cpu |= MEMGUARD_CPU_AVX512 | ((b & bit_AVX512VL) != 0 ? MEMGUARD_CPU_AVX512VL : 0u);
  return cpu | memguard_cpu_saves();
}

static inline bool memguard_cpu_saves_all(uint32_t cpu, uint32_t state) {
  return (cpu & state) == state;
}

/* CPUID leaves the guest in a virtual machine, which takes microseconds: it is asked once. macOS
   turns AVX-512 on when it is first used, so where it is off it is looked at again. */
static inline uint32_t memguard_cpu(void) {
  static _Atomic uint32_t known;
  uint32_t cpu = atomic_load_explicit(&known, memory_order_relaxed);
  if (cpu == 0) {
    cpu = memguard_cpu_ask();
  } else if ((cpu & MEMGUARD_CPU_AVX512) != 0 &&
             !memguard_cpu_saves_all(cpu, MEMGUARD_SAVES_AVX512)) {
    cpu |= memguard_cpu_saves();
  } else {
    return cpu;
  }
  atomic_store_explicit(&known, cpu, memory_order_relaxed);
  return cpu;
}

/* zmm16-31 and k0-7 belong to the callee everywhere. Writing xmm zeroes the whole of zmm, and slows
   no core's clock down as writing zmm does; CPUs that lack the short forms get the long ones. */
#define MEMGUARD_EACH_HIGH(form)                                                          \
  form("16") form("17") form("18") form("19") form("20") form("21") form("22") form("23") \
      form("24") form("25") form("26") form("27") form("28") form("29") form("30") form("31")
#define MEMGUARD_ZERO_XMM(n) "vpxord %%xmm" n ", %%xmm" n ", %%xmm" n "\n\t"
#define MEMGUARD_ZERO_ZMM(n) "vpxord %%zmm" n ", %%zmm" n ", %%zmm" n "\n\t"
#define MEMGUARD_ZERO_MASK(n) "kxorw %%k" n ", %%k" n ", %%k" n "\n\t"
#define MEMGUARD_ZERO_MASKS \
  MEMGUARD_ZERO_MASK("0")   \
  MEMGUARD_ZERO_MASK("1")   \
  MEMGUARD_ZERO_MASK("2")   \
  MEMGUARD_ZERO_MASK("3")   \
  MEMGUARD_ZERO_MASK("4") MEMGUARD_ZERO_MASK("5") MEMGUARD_ZERO_MASK("6") MEMGUARD_ZERO_MASK("7")
/* Nothing is named as clobbered: what is compiled for any x86-64 has no name for these registers.
   So each stands in a function of its own, of which the compiler knows nothing but that a call may
   change them. */
MEMGUARD_APART static void memguard_zero_high_long(void) {
  __asm__ volatile(MEMGUARD_EACH_HIGH(MEMGUARD_ZERO_ZMM) MEMGUARD_ZERO_MASKS ::: "memory");
}
MEMGUARD_APART static void memguard_zero_high_short(void) {
  __asm__ volatile(MEMGUARD_EACH_HIGH(MEMGUARD_ZERO_XMM) MEMGUARD_ZERO_MASKS ::: "memory");
}

static inline void memguard_zero_high(uint32_t cpu) {
  if ((cpu & MEMGUARD_CPU_AVX512) == 0) return;
  if (!memguard_cpu_saves_all(cpu, MEMGUARD_SAVES_AVX512)) return;
  if ((cpu & MEMGUARD_CPU_AVX512VL) != 0) {
    memguard_zero_high_short();
  } else {
    memguard_zero_high_long();
  }
}

#endif
