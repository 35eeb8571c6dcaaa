#include "tests/memguard/scrub/registers_aarch64.h"

#include <string.h>

#define EACH_PAIR(form)                                                               \
  form("0", "1", "0") form("2", "3", "32") form("4", "5", "64") form("6", "7", "96")  \
      form("8", "9", "128") form("10", "11", "160") form("12", "13", "192")           \
          form("14", "15", "224") form("16", "17", "256") form("18", "19", "288")     \
              form("20", "21", "320") form("22", "23", "352") form("24", "25", "384") \
                  form("26", "27", "416") form("28", "29", "448") form("30", "31", "480")
#define FILL_PAIR(a, b, at) "ldp q" a ", q" b ", [x19, #" at "]\n\t"
#define READ_PAIR(a, b, at) "stp q" a ", q" b ", [x19, #" at "]\n\t"

#define EACH_GENERAL(form)                                                                 \
  form("0", "512") form("1", "520") form("2", "528") form("3", "536") form("4", "544")     \
      form("5", "552") form("6", "560") form("7", "568") form("8", "576") form("9", "584") \
          form("10", "592") form("11", "600") form("12", "608") form("13", "616")          \
              form("14", "624") form("15", "632") form("16", "640") form("17", "648")
#define FILL_GENERAL(n, at) "ldr x" n ", [x19, #" at "]\n\t"
#define READ_GENERAL(n, at) "str x" n ", [x19, #" at "]\n\t"
_Static_assert(sizeof(registers) == 656, "the offsets above");

/* x19: where registers are filled from and go to; x20: what is called. */
void registers_around(void (*call)(void), registers *at) {
  register registers *x19 __asm__("x19") = at;
  register void (*x20)(void) __asm__("x20") = call;
  for (unsigned i = 0; i < 32; i++) at->vector[i][0] = at->vector[i][1] = REGISTERS_PATTERN;
  for (unsigned i = 0; i < 18; i++) at->general[i] = REGISTERS_PATTERN;
  __asm__ volatile(
      EACH_PAIR(FILL_PAIR) EACH_GENERAL(FILL_GENERAL) "blr x20\n\t" EACH_GENERAL(READ_GENERAL)
          EACH_PAIR(READ_PAIR)
      : "+r"(x19), "+r"(x20)
      :
      : "memory", "cc", "x30", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
        "x11", "x12", "x13", "x14", "x15", "x16", "x17", "v0", "v1", "v2", "v3", "v4", "v5", "v6",
        "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19",
        "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30", "v31");
}

/* The numbers of SVE instructions, for compilers that are not told of SVE; x19 is the base, in units of
   a register's length: ptrue pN.b; setffr; dup zN.b, #-1; str pN, [x19, #N, mul vl]; rdffr p0.b;
   str zN, [x19, #N, mul vl]; rdvl x20, #1. */
#define EACH_16 "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15"
#define EACH_32 EACH_16 ", 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31"
#define FILL_SCALABLE                       \
  ".irp n, " EACH_32                        \
  "\n\t.inst 0x2538dfe0 + \\n\n\t.endr\n\t" \
  ".inst 0x252c9000\n\t"                    \
  ".irp n, " EACH_16 "\n\t.inst 0x2518e3e0 + \\n\n\t.endr\n\t"
#define READ_PREDICATES                                                                        \
  ".irp n, " EACH_16                                                                           \
  "\n\t.inst 0xe5800000 + (19 << 5) + (\\n >> 3 << 16) + ((\\n & 7) << 10) + \\n\n\t.endr\n\t" \
  ".inst 0x2519f000\n\t.inst 0xe5800000 + (19 << 5) + (2 << 16)\n\t"
#define READ_VECTORS \
  ".irp n, " EACH_32 \
  "\n\t.inst 0xe5804000 + (20 << 5) + (\\n >> 3 << 16) + ((\\n & 7) << 10) + \\n\n\t.endr\n\t"

void scalable_registers_around(void (*call)(void), scalable_registers *after) {
  static unsigned char predicates[17 * 32] __attribute__((aligned(16)));
  static unsigned char vectors[32 * 256] __attribute__((aligned(16)));
  register unsigned char *x19 __asm__("x19") = predicates;
  register unsigned char *x20 __asm__("x20") = vectors;
  register void (*x21)(void) __asm__("x21") = call;
  register uint64_t x22 __asm__("x22");
  __asm__ volatile(FILL_SCALABLE "blr x21\n\t" READ_PREDICATES READ_VECTORS
                                 ".inst 0x04bf5020 + 22" /* rdvl x22, #1 */
                   : "+r"(x19), "+r"(x20), "+r"(x21), "=r"(x22)
                   :
                   : "memory", "cc", "x30", "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8",
                     "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "v0", "v1", "v2",
                     "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14",
                     "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25",
                     "v26", "v27", "v28", "v29", "v30", "v31");
  after->vector_bytes = x22;
  for (unsigned i = 0; i < 17; i++) memcpy(after->predicates[i], predicates + i * x22 / 8, x22 / 8);
  for (unsigned i = 0; i < 32; i++) memcpy(after->vectors[i], vectors + i * x22, x22);
}
