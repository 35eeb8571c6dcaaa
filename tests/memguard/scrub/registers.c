#include "tests/memguard/scrub/registers.h"

#include <cpuid.h>

/* By hand: what a compiler's own question needs at link time, not every toolchain brings. */
static bool have(unsigned leaf, bool in_ebx, unsigned bit, unsigned long saved) {
  unsigned a, b, c, d, low, high;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & bit_OSXSAVE) == 0) return false;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & saved) != saved || __get_cpuid_count(leaf, 0, &a, &b, &c, &d) == 0) return false;
  return ((in_ebx ? b : c) & bit) != 0;
}

bool registers_have_avx(void) { return have(1, false, bit_AVX, 0x06); }
bool registers_have_avx512(void) {
  return have(7, true, bit_AVX512F, 0xe6) && have(7, true, bit_AVX512BW, 0xe6);
}

/* rbx: where registers are filled from and go to; r12: what is called; r13: the stack pointer,
   which moves past the red zone and to a multiple of 64. */
#define ENTER "movq %%rsp, %%r13\n\tsubq $256, %%rsp\n\tandq $-64, %%rsp\n\t"
#define LEAVE "movq %%r13, %%rsp\n\t"
#define FILL_GENERAL                                                                       \
  "movq (%%rbx), %%rax\n\tmovq %%rax, %%rcx\n\tmovq %%rax, %%rdx\n\tmovq %%rax, %%rsi\n\t" \
  "movq %%rax, %%rdi\n\tmovq %%rax, %%r8\n\tmovq %%rax, %%r9\n\tmovq %%rax, %%r10\n\t"     \
  "movq %%rax, %%r11\n\t"
#define READ_GENERAL                                                                  \
  "movq %%rax, 2112(%%rbx)\n\tmovq %%rcx, 2120(%%rbx)\n\tmovq %%rdx, 2128(%%rbx)\n\t" \
  "movq %%rsi, 2136(%%rbx)\n\tmovq %%rdi, 2144(%%rbx)\n\tmovq %%r8, 2152(%%rbx)\n\t"  \
  "movq %%r9, 2160(%%rbx)\n\tmovq %%r10, 2168(%%rbx)\n\tmovq %%r11, 2176(%%rbx)\n\t"
_Static_assert(sizeof(registers) == 2184, "the offsets above and below");

#define EACH_LOW(form)                                                                      \
  form("0") form("1") form("2") form("3") form("4") form("5") form("6") form("7") form("8") \
      form("9") form("10") form("11") form("12") form("13") form("14") form("15")
#define EACH_HIGH(form)                                                                   \
  form("16") form("17") form("18") form("19") form("20") form("21") form("22") form("23") \
      form("24") form("25") form("26") form("27") form("28") form("29") form("30") form("31")
#define EACH_MASK(form) \
  form("0") form("1") form("2") form("3") form("4") form("5") form("6") form("7")

#define FILL_XMM(n) "movdqu 64*" n "(%%rbx), %%xmm" n "\n\t"
#define READ_XMM(n) "movdqu %%xmm" n ", 64*" n "(%%rbx)\n\t"
#define FILL_YMM(n) "vmovdqu 64*" n "(%%rbx), %%ymm" n "\n\t"
#define READ_YMM(n) "vmovdqu %%ymm" n ", 64*" n "(%%rbx)\n\t"
#define FILL_ZMM(n) "vmovdqu64 64*" n "(%%rbx), %%zmm" n "\n\t"
#define READ_ZMM(n) "vmovdqu64 %%zmm" n ", 64*" n "(%%rbx)\n\t"
#define FILL_MASK(n) "kmovq 2048+8*" n "(%%rbx), %%k" n "\n\t"
#define READ_MASK(n) "kmovq %%k" n ", 2048+8*" n "(%%rbx)\n\t"

/* All that follows is compiled for any x86-64, where the compiler itself keeps nothing in the
   registers that have no name here. */
#define AROUND(name, fill, read)                                                                 \
  static void name(void (*call)(void), registers *at) {                                          \
    register void (*r12)(void) __asm__("r12") = call;                                            \
    __asm__ volatile(ENTER fill FILL_GENERAL "call *%%r12\n\t" READ_GENERAL read LEAVE           \
                     : "+r"(r12)                                                                 \
                     : "b"(at)                                                                   \
                     : "r13", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc", \
                       "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", \
                       "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");    \
  }

AROUND(around_sse, EACH_LOW(FILL_XMM), EACH_LOW(READ_XMM))
AROUND(around_avx, EACH_LOW(FILL_YMM), EACH_LOW(READ_YMM))
AROUND(around_avx512, EACH_LOW(FILL_ZMM) EACH_HIGH(FILL_ZMM) EACH_MASK(FILL_MASK),
       EACH_LOW(READ_ZMM) EACH_HIGH(READ_ZMM) EACH_MASK(READ_MASK))

static unsigned vector_words(void) {
  return registers_have_avx512() ? 8 : registers_have_avx() ? 4 : 2;
}

static void fill(registers *at) {
  *at = (registers){0};
  unsigned count = registers_have_avx512() ? 32 : 16;
  for (unsigned i = 0; i < count; i++)
    for (unsigned word = 0; word < vector_words(); word++) at->vector[i][word] = REGISTERS_PATTERN;
  for (unsigned i = 0; i < 8 && registers_have_avx512(); i++) at->mask[i] = REGISTERS_PATTERN;
}

void registers_around(void (*call)(void), registers *at) {
  fill(at);
  if (registers_have_avx512()) {
    around_avx512(call, at);
  } else if (registers_have_avx()) {
    around_avx(call, at);
  } else {
    around_sse(call, at);
  }
}

#define READ_ALL(name, read) \
  static void name(registers *at) { __asm__ volatile(read ::"b"(at) : "memory"); }

READ_ALL(read_sse, EACH_LOW(READ_XMM))
READ_ALL(read_avx, EACH_LOW(READ_YMM))
READ_ALL(read_avx512, EACH_LOW(READ_ZMM) EACH_HIGH(READ_ZMM) EACH_MASK(READ_MASK))

/* Nothing before the reading touches a vector register: *now is the caller's to zero. */
void registers_read(registers *now) {
  if (registers_have_avx512()) {
    read_avx512(now);
  } else if (registers_have_avx()) {
    read_avx(now);
  } else {
    read_sse(now);
  }
}
