#include "tests/memguard/scrub/registers_aarch64.h"

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
