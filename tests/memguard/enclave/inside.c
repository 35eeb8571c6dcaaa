#include "tests/memguard/enclave/inside.h"

#include <stdlib.h>
#include <string.h>

#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/handle.h"
#include "lib/memguard/enclave/shield.h"

_Static_assert(INSIDE_KEY == MEMGUARD_KEY_SIZE && INSIDE_NONCE == MEMGUARD_NONCE_SIZE, "");
_Static_assert(INSIDE_TAG == MEMGUARD_TAG_SIZE && INSIDE_CIPHER == MEMGUARD_CIPHER_SIZE, "");
_Static_assert(INSIDE_KEYS == MEMGUARD_KEYS, "");

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

static uint32_t sealing_place(memguard_coffer *coffer) {
  return (uint32_t)atomic_load(&coffer->sealing);
}

static uint64_t halves_at(memguard_coffer *coffer, uint32_t place, unsigned char left[INSIDE_KEY],
                          unsigned char right[INSIDE_KEY]) {
  uint64_t entry = atomic_load(&coffer->entries[place]);
  memguard_cell *cell = &atomic_load(&coffer->page)->cells[entry & 0xff];
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) {
    uint64_t words[2] = {atomic_load_explicit(&cell->left[i], memory_order_relaxed),
                         atomic_load_explicit(&cell->right[i], memory_order_relaxed)};
    memcpy(left + 8 * i, &words[0], 8);
    memcpy(right + 8 * i, &words[1], 8);
  }
  return entry;
}

void enclave_halves(memguard_context *context, unsigned char left[INSIDE_KEY],
                    unsigned char right[INSIDE_KEY]) {
  memguard_coffer *coffer = coffer_of(context);
  halves_at(coffer, sealing_place(coffer), left, right);
}

/* Written anew from the definition, not by calling what is tested. */
static void condense(const memguard_prekey *prekey, unsigned char out[2 * INSIDE_TAG]) {
  memguard_cipher room;
  for (size_t i = 0; i < 2; i++)
    if (!memguard_crypto_condense(&room, prekey->seeds[i], prekey->bytes, sizeof prekey->bytes,
                                  out + i * INSIDE_TAG))
      abort();
}

static void key_of(const unsigned char left[INSIDE_KEY], const unsigned char right[INSIDE_KEY],
                   const memguard_prekey *prekey, unsigned char key[INSIDE_KEY]) {
  static const char kDomain[] = "securememory coffer v1";
  const size_t plain = sizeof kDomain - 1 + INSIDE_KEY;
  unsigned char message[sizeof kDomain - 1 + INSIDE_KEY + 2 * INSIDE_TAG];
  memcpy(message, kDomain, sizeof kDomain - 1);
  memcpy(message + sizeof kDomain - 1, right, INSIDE_KEY);
  if (prekey != NULL) condense(prekey, message + plain);
  memguard_crypto_hash(message, prekey != NULL ? sizeof message : plain, key);
  for (unsigned i = 0; i < INSIDE_KEY; i++) key[i] ^= left[i];
}

void enclave_key_of(const unsigned char left[INSIDE_KEY], const unsigned char right[INSIDE_KEY],
                    unsigned char key[INSIDE_KEY]) {
  key_of(left, right, NULL, key);
}

static void key_at(memguard_coffer *coffer, uint32_t place, unsigned char key[INSIDE_KEY]) {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
  memguard_shield *shield = atomic_load(&coffer->shield);
  uint64_t entry = halves_at(coffer, place, left, right);
  key_of(left, right, shield != NULL ? &shield->prekeys[entry >> 8 & 0xff] : NULL, key);
}

void enclave_key(memguard_context *context, unsigned char key[INSIDE_KEY]) {
  memguard_coffer *coffer = coffer_of(context);
  key_at(coffer, sealing_place(coffer), key);
}

void enclave_key_under(const memguard_enclave *enclave, unsigned char key[INSIDE_KEY]) {
  key_at(coffer_of(enclave->context), enclave->use.place, key);
}

unsigned enclave_keys(memguard_context *context) {
  memguard_coffer *coffer = coffer_of(context);
  unsigned keys = 0;
  for (unsigned i = 0; i < MEMGUARD_KEYS; i++) keys += atomic_load(&coffer->uses[i]) != 0;
  return keys;
}

void enclave_tear_spare(memguard_context *context) {
  memguard_coffer *coffer = coffer_of(context);
  coffer->spare = atomic_load(&coffer->entries[sealing_place(coffer)]) & 0xff;
}

void enclave_make_due(memguard_context *context) {
  memguard_coffer *coffer = coffer_of(context);
  atomic_store(&coffer->refreshed, memcall_host_clock_ms() - coffer->refresh);
}

unsigned char *enclave_prekey(memguard_context *context, size_t *size) {
  memguard_coffer *coffer = coffer_of(context);
  memguard_shield *shield = atomic_load(&coffer->shield);
  uint64_t entry = atomic_load(&coffer->entries[sealing_place(coffer)]);
  *size = sizeof shield->prekeys[0];
  return shield != NULL ? shield->prekeys[entry >> 8 & 0xff].bytes : NULL;
}

void enclave_condense(memguard_context *context, unsigned char out[2 * INSIDE_TAG]) {
  size_t size = 0;
  condense((const memguard_prekey *)(void *)enclave_prekey(context, &size), out);
}

const unsigned char *enclave_shield(memguard_context *context, size_t *size) {
  memguard_coffer *coffer = coffer_of(context);
  *size = coffer->shield_region.size;
  return coffer->shield_region.data;
}

unsigned enclave_slots(memguard_context *context) { return coffer_of(context)->slots; }
void *enclave_borrow(memguard_context *context) {
  memguard_scratch *scratch = NULL;
  memguard_coffer *coffer = coffer_of(context);
  if (memguard_coffer_borrow(coffer, sealing_place(coffer), "test", &scratch) != MEMGUARD_OK)
    abort();
  return scratch;
}
void enclave_return(memguard_context *context, void *slot) {
  memguard_coffer_return(coffer_of(context), slot);
}
uint32_t enclave_taken(memguard_context *context) {
  return atomic_load(&coffer_of(context)->taken);
}
size_t enclave_loan(void) { return MEMGUARD_LOAN; }
void enclave_set_nonces(memguard_context *context, uint64_t used) {
  memguard_coffer *coffer = coffer_of(context);
  atomic_store(&coffer->numbers[sealing_place(coffer)], used);
}
uint64_t enclave_nonces_limit(memguard_context *context) {
  return memguard_nonces(coffer_of(context)->kind);
}

/* --- Handles --------------------------------------------------------------------------------- */

unsigned char *enclave_sealed(memguard_enclave *enclave, size_t *size) {
  *size = memguard_sealed_size(enclave);
  return enclave->sealed;
}
unsigned char *enclave_nonce(memguard_enclave *enclave) { return enclave->nonce; }
size_t enclave_nonce_size(const memguard_enclave *enclave) {
  return memguard_nonce_size(coffer_of(enclave->context)->kind);
}
size_t *enclave_length(memguard_enclave *enclave) { return &enclave->length; }
uint64_t *enclave_id(memguard_enclave *enclave) { return &enclave->use.number; }
uint64_t enclave_epoch_of(const memguard_enclave *enclave) { return enclave->epoch; }

bool enclave_opens_under(const memguard_enclave *enclave, const unsigned char key[INSIDE_KEY]) {
  memguard_cipher cipher;
  memguard_cipher_kind kind = coffer_of(enclave->context)->kind;
  memguard_header header;
  size_t size = memguard_header_of(enclave, kind, &header);
  unsigned char *out = malloc(enclave->length);
  memset(&cipher, 0, sizeof cipher);
  if (out == NULL || !memguard_crypto_init(&cipher, kind, key)) abort();
  bool authentic = memguard_crypto_open(&cipher, enclave->nonce, &header, size, enclave->sealed,
                                        enclave->length, out);
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
