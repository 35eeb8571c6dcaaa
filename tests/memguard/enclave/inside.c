#include "tests/memguard/enclave/inside.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/handle.h"

_Static_assert(INSIDE_KEY == MEMGUARD_KEY_SIZE && INSIDE_NONCE == MEMGUARD_NONCE_SIZE, "");
_Static_assert(INSIDE_TAG == MEMGUARD_TAG_SIZE && INSIDE_CIPHER == MEMGUARD_CIPHER_SIZE, "");

/* --- Contexts -------------------------------------------------------------------------------- */

uint64_t enclave_live(const memguard_context *context) { return atomic_load(&context->live); }
size_t enclave_locked(const memguard_context *context) { return atomic_load(&context->locked); }
uint64_t enclave_context_id(const memguard_context *context) { return context->id; }
uint64_t enclave_epoch(const memguard_context *context) { return memguard_epoch(context); }
bool enclave_epoch_holds(const memguard_context *context, uint64_t epoch) {
  return memguard_epoch_holds(context, epoch);
}
void enclave_purge_begin(memguard_context *context) {
  atomic_fetch_add(&context->purges, (UINT64_C(1) << 16) + 1);
}
void enclave_purge_end(memguard_context *context) { atomic_fetch_sub(&context->purges, 1); }

/* --- The coffer ------------------------------------------------------------------------------ */

static memguard_coffer *coffer_of(memguard_context *context) {
  memguard_coffer *coffer = NULL;
  if (memguard_enter(context) != MEMGUARD_OK || memguard_coffer_of(context, &coffer) != MEMGUARD_OK)
    abort();
  return coffer;
}

memguard_status enclave_prepare(memguard_context *context, uint64_t epoch) {
  return memguard_coffer_prepare(coffer_of(context), epoch, "test");
}

void enclave_wipe_key(memguard_context *context) {
  memguard_part *part = memguard_part_if_any(context, MEMGUARD_PART_COFFER);
  part->calls->wipe_key(part);
}

const unsigned char *enclave_page(memguard_context *context, size_t *size) {
  memguard_coffer *coffer =
      (memguard_coffer *)(void *)memguard_part_if_any(context, MEMGUARD_PART_COFFER);
  *size = coffer != NULL ? coffer->region.size : 0;
  return coffer != NULL ? (const unsigned char *)atomic_load(&coffer->page) : NULL;
}

void enclave_halves(memguard_context *context, unsigned char left[INSIDE_KEY],
                    unsigned char right[INSIDE_KEY]) {
  memguard_coffer_page *page = atomic_load(&coffer_of(context)->page);
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) {
    uint64_t words[2] = {atomic_load_explicit(&page->left[i], memory_order_relaxed),
                         atomic_load_explicit(&page->right[i], memory_order_relaxed)};
    memcpy(left + 8 * i, &words[0], 8);
    memcpy(right + 8 * i, &words[1], 8);
  }
}

/* Written anew from the definition, not by calling what is tested. */
void enclave_key_of(const unsigned char left[INSIDE_KEY], const unsigned char right[INSIDE_KEY],
                    unsigned char key[INSIDE_KEY]) {
  static const char kDomain[] = "securememory coffer v1";
  unsigned char message[sizeof kDomain - 1 + INSIDE_KEY];
  memcpy(message, kDomain, sizeof kDomain - 1);
  memcpy(message + sizeof kDomain - 1, right, INSIDE_KEY);
  memguard_crypto_hash(message, sizeof message, key);
  for (unsigned i = 0; i < INSIDE_KEY; i++) key[i] ^= left[i];
}

void enclave_key(memguard_context *context, unsigned char key[INSIDE_KEY]) {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
  enclave_halves(context, left, right);
  enclave_key_of(left, right, key);
}

unsigned enclave_slots(memguard_context *context) { return coffer_of(context)->slots; }
void *enclave_borrow(memguard_context *context) {
  memguard_scratch *scratch = NULL;
  if (memguard_coffer_borrow(coffer_of(context), "test", &scratch) != MEMGUARD_OK) abort();
  return scratch;
}
void enclave_return(memguard_context *context, void *slot) {
  memguard_coffer_return(coffer_of(context), slot);
}
uint32_t enclave_taken(memguard_context *context) {
  return atomic_load(&coffer_of(context)->taken);
}
void enclave_set_nonces(memguard_context *context, uint64_t used) {
  atomic_store(&coffer_of(context)->nonces, used);
}
uint64_t enclave_nonces_limit(void) { return MEMGUARD_NONCES; }

/* --- Handles --------------------------------------------------------------------------------- */

unsigned char *enclave_sealed(memguard_enclave *enclave, size_t *size) {
  *size = enclave->length + MEMGUARD_TAG_SIZE;
  return enclave->sealed;
}
unsigned char *enclave_nonce(memguard_enclave *enclave) { return enclave->nonce; }
size_t *enclave_length(memguard_enclave *enclave) { return &enclave->length; }
uint64_t *enclave_id(memguard_enclave *enclave) { return &enclave->id; }
uint64_t enclave_epoch_of(const memguard_enclave *enclave) { return enclave->epoch; }

bool enclave_opens_under(const memguard_enclave *enclave, const unsigned char key[INSIDE_KEY]) {
  memguard_cipher cipher;
  const memguard_header header = memguard_header_of(enclave);
  unsigned char *out = malloc(enclave->length);
  memset(&cipher, 0, sizeof cipher);
  if (out == NULL || !memguard_crypto_init(&cipher, key)) abort();
  bool authentic = memguard_crypto_open(&cipher, enclave->nonce, &header, sizeof header,
                                        enclave->sealed, enclave->length, out);
  free(out);
  return authentic;
}

memguard_status enclave_unscrubbed_seal(memguard_context *context, const void *bytes, size_t length,
                                        memguard_enclave **out) {
  return memguard_seal_copy(context, bytes, length, "test", out);
}
memguard_status enclave_unscrubbed_open(const memguard_enclave *enclave, void *bytes,
                                        size_t capacity, size_t *length) {
  return memguard_open_bytes(enclave, bytes, capacity, "test", length);
}
