/* context_test.c: every public call of contexts, and what renews and ends their keys; every public
   call on bytes. */
#include "memguard/context.h"

#include <string.h>

#include "memguard/bytes.h"
#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/initialized/check.h"

enum { SIZE = 100 };
static unsigned char secret[SIZE], copy[SIZE];

static void ask(memguard_context *context) {
  memguard_report report = {.struct_size = sizeof report};
  memguard_stats stats = {.struct_size = sizeof stats};
  char text[4000];
  CHECK(memguard_context_report(context, &report) == MEMGUARD_OK);
  CHECK(report.locked_bytes != 1 && report.lock_budget != 1 && report.live < 1000);
  CHECK(memguard_context_stats(context, &stats) == MEMGUARD_OK);
  CHECK(stats.live <= stats.peak && stats.failures < 1000 && stats.purges < 1000);
  CHECK(memguard_context_describe(context, text, sizeof text) == strlen(text));
  CHECK(strlen(memguard_version()) != 0 && strlen(memguard_status_name(MEMGUARD_OK)) != 0);
}

static void expect_opens(const memguard_enclave *enclave) {
  size_t length = 0;
  CHECK(memguard_enclave_status(enclave) == MEMGUARD_OK && memguard_enclave_size(enclave) == SIZE);
  CHECK(memguard_enclave_open_into(enclave, copy, SIZE, &length) == MEMGUARD_OK);
  check_same(copy, secret, SIZE);
}

static void renew(memguard_context *context) {
  memguard_enclave *enclave = NULL;
  memguard_copy(copy, secret, SIZE);
  CHECK(memguard_enclave_new_from(context, copy, SIZE, &enclave) == MEMGUARD_OK);
  check_zeros(copy, SIZE);
  expect_opens(enclave);
  CHECK(memguard_refresh(context) == MEMGUARD_OK);
  expect_opens(enclave);
  CHECK(memguard_rotate(context) == MEMGUARD_OK);
  expect_opens(enclave);
  CHECK(memguard_after_restore(context) == MEMGUARD_OK);
  expect_opens(enclave);
  memguard_purge(context);
  CHECK(memguard_enclave_status(enclave) == MEMGUARD_ERR_EXPIRED);
  memguard_enclave_destroy(enclave);
}

static void under(memguard_aead aead, uint32_t flags) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  options.aead = aead;
  options.flags = flags;
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  ask(context);
  renew(context);
  unsigned char *slot = memguard_malloc(context, SIZE);
  CHECK(slot != NULL);
  ask(context);
  CHECK(memguard_scramble(slot, SIZE) == MEMGUARD_OK);
  memguard_emergency_wipe();
  check_zeros(slot, SIZE);
  memguard_free(context, slot);
  CHECK(memguard_verify(context) == MEMGUARD_OK);
  memguard_trim(context);
  memguard_purge_all();
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
}

static void leave(void *user) { memguard_move(user, copy, SIZE); }

static void bytes(void) {
  unsigned char to[SIZE];
  memguard_copy(copy, secret, SIZE);
  memguard_call_scrubbed(leave, to, 4096);
  CHECK(memguard_equal(to, secret, SIZE));
  check_zeros(copy, SIZE);
  memguard_wipe(to, SIZE);
  check_zeros(to, SIZE);
  memguard_scrub_registers();
  memguard_scrub_stack(4096);
}

int main(void) {
  CHECK(memguard_scramble(secret, SIZE) == MEMGUARD_OK);
  CHECK(memguard_default_context() != NULL);
  under(MEMGUARD_AEAD_DEFAULT, 0);
  under(MEMGUARD_AES_256_GCM, 0);
  under(MEMGUARD_AEAD_BY_CPU, MEMGUARD_SHIELD | MEMGUARD_HIDE_LENGTH);
  under(MEMGUARD_AEAD_DEFAULT, MEMGUARD_SNAPSHOT_SAFE | MEMGUARD_PURGE_HEAP);
  bytes();
  return 0;
}
