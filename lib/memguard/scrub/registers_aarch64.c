/* registers_aarch64.c: zeroing registers under AAPCS64, which Windows and Apple follow here. The
   low 64 bits of v8-v15 are the caller's and stay; their upper halves are not, and go. Writing a
   vector register zeroes what SVE has above its 128 bits. SVE's predicates are all the callee's of a
   function that takes none. x18 is the platform's. */
#include <stdatomic.h>

#include "lib/memcall/host/host.h"
#include "lib/memguard/scrub/scrub.h"

#define WHOLE(n) "movi v" n ".2d, #0\n\t"
#define UPPER(n) "mov v" n ".d[1], xzr\n\t"
#define GENERAL(n) "mov x" n ", xzr\n\t"

static void zero_vectors(void) {
  __asm__ volatile(WHOLE("0") WHOLE("1") WHOLE("2") WHOLE("3") WHOLE("4") WHOLE("5") WHOLE("6")
                       WHOLE("7") WHOLE("16") WHOLE("17") WHOLE("18") WHOLE("19") WHOLE("20")
                           WHOLE("21") WHOLE("22") WHOLE("23") WHOLE("24") WHOLE("25") WHOLE("26")
                               WHOLE("27") WHOLE("28") WHOLE("29") WHOLE("30") WHOLE("31")::
                                   : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17",
                                     "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
                                     "v27", "v28", "v29", "v30", "v31");
}

/* Not named as clobbered: the compiler would spill the caller's halves to the stack and back. */
static void zero_upper_halves(void) {
  __asm__ volatile(UPPER("8") UPPER("9") UPPER("10") UPPER("11") UPPER("12") UPPER("13") UPPER("14")
                       UPPER("15"));
}

static void zero_general(void) {
  __asm__ volatile(GENERAL("0") GENERAL("1") GENERAL("2") GENERAL("3") GENERAL("4") GENERAL("5")
                       GENERAL("6") GENERAL("7") GENERAL("8") GENERAL("9") GENERAL("10")
                           GENERAL("11") GENERAL("12") GENERAL("13") GENERAL("14") GENERAL("15")
                               GENERAL("16") GENERAL("17")::
                                   : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9",
                                     "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17");
}

/* pfalse p0.b to p15.b, and wrffr p0.b: as numbers, for assemblers that are not told of SVE. */
static void zero_predicates(void) {
  __asm__ volatile(
      ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
      ".inst 0x2518e400 + \\n\n\t"
      ".endr\n\t"
      ".inst 0x25289000" ::
          : "memory");
}

/* Asked once: 1 no, 2 yes. */
static bool has_predicates(void) {
  static _Atomic int known;
  int answer = atomic_load_explicit(&known, memory_order_relaxed);
  if (answer == 0) {
    answer = memcall_host_has_scalable_vectors() ? 2 : 1;
    atomic_store_explicit(&known, answer, memory_order_relaxed);
  }
  return answer == 2;
}

/* Asks first: that is a call, which may use any of them. */
void memguard_scrub_registers(void) {
  if (has_predicates()) zero_predicates();
  zero_vectors();
  zero_upper_halves();
  zero_general();
}
