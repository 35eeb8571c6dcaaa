/* controls.c: acts that keep what no act may keep: 16 bytes of the plaintext, or 8, or 4, somewhere.
   A search that does not find them proves nothing. No register is named as changed, so that no
   compiler puts back what was there before. */
#include <stdlib.h>

#include "tests/memguard/enclave/inside.h"
#include "tests/memguard/scrub/registers.h"
#include "tests/residue/scene.h"

#define KEEP(name, code)                                          \
  static bool name(residue_scene *scene) {                        \
    __asm__ volatile(code ::"r"(scene->table->plain) : "memory"); \
    return true;                                                  \
  }

KEEP(general, "movq (%0), %%r10")
KEEP(half_general, "movl (%0), %%r10d")
KEEP(mmx, "movq (%0), %%mm3")
KEEP(xmm, "movdqu (%0), %%xmm5")
KEEP(upper_ymm, "vpxor %%xmm6, %%xmm6, %%xmm6\n\tvinsertf128 $1, (%0), %%ymm6, %%ymm6")
KEEP(upper_zmm, "vpxor %%xmm7, %%xmm7, %%xmm7\n\tvinserti64x4 $1, (%0), %%zmm7, %%zmm7")
KEEP(high_zmm, "vmovdqu64 (%0), %%zmm20")
KEEP(mask, "kmovq (%0), %%k3")

/* A function that nobody called before, with the plaintext in a register that is cleared
   afterwards: when names are bound at the first call, the dynamic linker runs in between, and saves
   all registers on the stack. */
static bool binding(residue_scene *scene) {
  scene->table->as_expected = true;
  __asm__ volatile(
      "movdqu (%0), %%xmm5\n\tsubq $136, %%rsp\n\tandq $-64, %%rsp\n\t"
      "movl $1, %%edi\n\tcall ffsll@PLT\n\tpxor %%xmm5, %%xmm5\n\tud2" ::"b"(scene->table->plain)
      : "memory");
  return true;
}

static unsigned char data[16];
static unsigned char *block;

static bool in_data(residue_scene *scene) {
  residue_give(data, scene->table->plain, sizeof data);
  return true;
}
static bool in_malloc(residue_scene *scene) {
  block = malloc(sizeof data);
  if (block != NULL) residue_give(block, scene->table->plain, sizeof data);
  return block != NULL;
}
/* Below what its caller's next call overwrites. No compiler may know that most of it is not used. */
__attribute__((noinline)) static bool on_stack(residue_scene *scene) {
  unsigned char *deep = __builtin_alloca(2048);
  __asm__ volatile("" : "+r"(deep)::"memory");
  residue_give(deep, scene->table->plain, sizeof data);
  return deep[0] == scene->table->plain[0];
}

/* Bytes of a key, and of what no key is without, in ordinary memory. */
static bool key(residue_scene *scene) {
  unsigned char whole[INSIDE_KEY];
  enclave_key(scene->context, whole);
  residue_give(data, whole + 8, sizeof data);
  return true;
}
static bool half(residue_scene *scene) {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
  enclave_halves(scene->context, left, right);
  residue_give(data, right, sizeof data);
  return true;
}
static bool prekey(residue_scene *scene) {
  size_t size = 0;
  residue_give(data, enclave_prekey(scene->context, &size) + 5000, sizeof data);
  return true;
}
/* Opened where dumps are not kept out. */
static bool dumped(residue_scene *scene) {
  memguard_options options = memguard_options_relaxed();
  memguard_enclave *enclave = NULL;
  memguard_context *context = NULL;
  options.no_dump = MEMGUARD_OFF;
  return memguard_context_new(&options, &context) == MEMGUARD_OK &&
         memguard_enclave_new_copy(context, scene->table->plain, RESIDUE_SHORT, &enclave) ==
             MEMGUARD_OK &&
         memguard_enclave_open(enclave, &scene->buffer) == MEMGUARD_OK;
}
static bool nothing(residue_scene *scene) {
  (void)scene;
  return true;
}

static const residue_act kControls[] = {
    {"InAGeneralRegister", general, NULL, NULL, RESIDUE_GONE},
    {"FourBytesInARegister", half_general, NULL, NULL, RESIDUE_GONE},
    {"InMmx", mmx, NULL, NULL, RESIDUE_GONE},
    {"InXmm", xmm, NULL, NULL, RESIDUE_GONE},
    {"InTheUpperHalfOfYmm", upper_ymm, NULL, NULL, RESIDUE_GONE},
    {"InTheUpperHalfOfZmm", upper_zmm, NULL, NULL, RESIDUE_GONE},
    {"InZmm20", high_zmm, NULL, NULL, RESIDUE_GONE},
    {"InAMask", mask, NULL, NULL, RESIDUE_GONE},
    {"InARegisterOfAnotherThread", residue_keep_beside, NULL, NULL, RESIDUE_GONE},
    {"WhileBinding", binding, NULL, NULL, RESIDUE_GONE},
    {"OnTheStack", on_stack, NULL, NULL, RESIDUE_GONE},
    {"InMalloc", in_malloc, NULL, NULL, RESIDUE_GONE},
    {"InData", in_data, NULL, NULL, RESIDUE_GONE},
    {"AKey", key, NULL, NULL, RESIDUE_GONE},
    {"AHalf", half, NULL, NULL, RESIDUE_GONE},
    {"APreKey", prekey, NULL, NULL, RESIDUE_GONE},
    {"InPagesThatAreDumped", dumped, NULL, NULL, RESIDUE_STANDS},
    {"Nothing", nothing, NULL, NULL, RESIDUE_GONE},
};
const residue_acts residue_controls = {kControls, sizeof kControls / sizeof *kControls};
