/* quick.c: what one act of each kind costs, in nanoseconds of CPU time: the least of several batches, because machines are
   shared. The floors are measured in the same run.

     tools/bazel run -c opt //tests/bench:quick */
#include <openssl/aead.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include "memguard/memguard.h"
#include "securememory/securememory.h"

#define BATCHES 15

static memguard_context *context;
static memguard_enclave *enclave;
static memguard_buffer *buffer;
static securememory_secret *secret;
static unsigned char *slot;
static unsigned char key[32];
static unsigned char *bare_page;

static void must(int status) {
  if (status == 0) return;
  fprintf(stderr, "quick: %s\n", memcall_last_error()->text);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* --- Acts ------------------------------------------------------------------------------------ */

static int ignore(const unsigned char *bytes, size_t length, void *user) {
  (void)bytes;
  (void)length;
  (void)user;
  return 0;
}

static void plain_pair(void) {
  unsigned char *bytes = malloc(32);
  memguard_wipe(bytes, 32);
  free(bytes);
}
static void heap_pair(void) { memguard_free(context, memguard_malloc(context, 32)); }
static void buffer_pair(void) {
  memguard_buffer *one = NULL;
  must((int)memguard_buffer_new(context, 32, &one));
  memguard_buffer_destroy(one);
}
static void bare_toggle(void) {
  must(mprotect(bare_page, 4096, PROT_READ));
  must(mprotect(bare_page, 4096, PROT_READ | PROT_WRITE));
}
static void freeze_melt(void) {
  must((int)memguard_buffer_freeze(buffer));
  must((int)memguard_buffer_melt(buffer));
}
static void bare_aead(void) {
  static const unsigned char nonce[12];
  unsigned char sealed[48], opened[32];
  size_t length = 0;
  EVP_AEAD_CTX cipher;
  must(!EVP_AEAD_CTX_init(&cipher, EVP_aead_chacha20_poly1305(), key, 32, 16, NULL));
  must(!EVP_AEAD_CTX_seal(&cipher, sealed, &length, 48, nonce, 12, key, 32, NULL, 0));
  must(!EVP_AEAD_CTX_open(&cipher, opened, &length, 32, nonce, 12, sealed, 48, NULL, 0));
  EVP_AEAD_CTX_cleanup(&cipher);
}
static void seal_open(void) {
  memguard_enclave *one = NULL;
  size_t length = 0;
  must((int)memguard_enclave_new_copy(context, key, 32, &one));
  must((int)memguard_enclave_open_into(one, slot, 32, &length));
  memguard_enclave_destroy(one);
}
static void open_into(void) {
  size_t length = 0;
  must((int)memguard_enclave_open_into(enclave, slot, 32, &length));
}
static void secret_pair(void) {
  securememory_secret *one = NULL;
  must((int)securememory_secret_new_copy(securememory_default_factory(), key, 32, &one));
  securememory_secret_destroy(one);
}
static void secret_access(void) { must((int)securememory_secret_with_bytes(secret, ignore, NULL)); }
static void scrub(void) {
  memguard_scrub_registers();
  memguard_scrub_stack(8192);
}

/* --- Measuring ----------------------------------------------------------------------------------- */

static double least(void (*act)(void), unsigned times) {
  double best = 1e18;
  for (unsigned batch = 0; batch < BATCHES; batch++) {
    double start = now();
    for (unsigned i = 0; i < times; i++) act();
    double each = (now() - start) / times;
    if (each < best) best = each;
  }
  return best;
}

static void row(const char *name, void (*act)(void), unsigned times) {
  printf("%-46s %10.1f ns\n", name, least(act, times));
}

/* Live objects beside the one that comes and goes. */
static void heap_rows(void) {
  static const size_t kLive[] = {1, 1000, 100000};
  size_t live = 0;
  for (size_t i = 0; i < sizeof kLive / sizeof *kLive; i++) {
    char name[64];
    for (; live < kLive[i]; live++) must(memguard_malloc(context, 32) == NULL);
    snprintf(name, sizeof name, "heap: malloc+free of 32 bytes, %zu live", live);
    row(name, heap_pair, 200000);
  }
}

static void make(void) {
  context = memguard_default_context();
  slot = memguard_malloc(context, 32);
  must(slot == NULL);
  must((int)memcall_random(key, sizeof key));
  must((int)memguard_enclave_new_copy(context, key, 32, &enclave));
  must((int)memguard_buffer_new(context, 32, &buffer));
  must((int)securememory_secret_new_copy(securememory_default_factory(), key, 32, &secret));
  bare_page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  must(bare_page == MAP_FAILED);
  bare_page[0] = 1;
}

int main(void) {
  make();
  row("floor: malloc, wipe, free of 32 bytes", plain_pair, 200000);
  heap_rows();
  row("buffer: new+destroy", buffer_pair, 2000);
  row("floor: mprotect pair", bare_toggle, 20000);
  row("buffer: freeze+melt", freeze_melt, 20000);
  row("floor: BoringSSL's AEAD, seal+open of 32 bytes", bare_aead, 20000);
  row("enclave: seal+open of 32 bytes", seal_open, 20000);
  row("enclave: open of 32 bytes", open_into, 20000);
  row("secret: new+destroy", secret_pair, 20000);
  row("secret: with_bytes", secret_access, 20000);
  row("scrub: registers and 8 KiB of stack", scrub, 100000);
  return 0;
}
