/* coffer.c: the coffer as a part of its context, and what becomes of it at a fork. */
#include "lib/memguard/enclave/coffer.h"

#include <stdlib.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memguard/context/at_fork.h"
#include "lib/memguard/enclave/shield.h"

static memguard_coffer *of_part(memguard_part *part) { return (memguard_coffer *)(void *)part; }

/* --- As a part ------------------------------------------------------------------------------- */

static void wipe_key(memguard_part *part) { memguard_coffer_wipe(of_part(part)); }

/* Keys are wiped already. */
static void emergency(memguard_part *part) {
  if (memguard_coffer_is_here(of_part(part), &of_part(part)->region))
    memguard_coffer_wipe_loans(of_part(part));
}

static void hold(memguard_part *part, bool hold) {
  memguard_lock *lock = &of_part(part)->lock;
  if (hold) {
    memguard_fork_hold(lock);
  } else {
    memguard_fork_let_go(lock);
  }
}

/* Without a key, and the next seal maps pages of its own. */
static void forget(memguard_coffer *coffer) {
  memguard_coffer_abandon_pages(coffer);
  atomic_store(&coffer->since, memguard_generation());
  atomic_store(&coffer->key_epoch, MEMGUARD_NO_KEY);
  atomic_store(&coffer->sealing, 0);
  for (unsigned place = 0; place < MEMGUARD_KEYS; place++) atomic_store(&coffer->uses[place], 0);
  atomic_store(&coffer->taken, 0);
  atomic_store(&coffer->lent, 0);
}

static void forked(memguard_part *part) {
  memguard_coffer *coffer = of_part(part);
  memguard_lock_open(&coffer->lock);
  memguard_refresher_forked(coffer);
  if (part->context->inherits && memguard_coffer_page_of(coffer) != NULL &&
      memguard_coffer_lock_pages(coffer)) {
    memguard_coffer_inherit(coffer);
  } else {
    forget(coffer);
  }
}

static void survey(memguard_part *part, memcall_safeguards *in_force) {
  memguard_coffer *coffer = of_part(part);
  if (memguard_coffer_page_of(coffer) != NULL) *in_force &= atomic_load(&coffer->in_force);
}

static uint64_t unlocked_of(const memguard_context *context, const memcall_region *region) {
  return memguard_unlocked(context, region->in_force, region->size); /* size 0: there is none */
}

/* Enclaves are counted by the context. What a child keeps mapped of its parent is not counted. */
static void count(memguard_part *part, memguard_stats *stats) {
  memguard_coffer *coffer = of_part(part);
  memguard_lock_acquire(&coffer->lock);
  stats->mapped_bytes += coffer->region.mapping.size + coffer->shield_region.mapping.size;
  stats->unlocked_bytes += unlocked_of(part->context, &coffer->region) +
                           unlocked_of(part->context, &coffer->shield_region);
  memguard_lock_release(&coffer->lock);
}

static void destroy(memguard_part *part) {
  memguard_coffer *coffer = of_part(part);
  memguard_refresher_stop(coffer);
  memguard_coffer_release_pages(coffer);
  free(coffer);
}

static bool locate(memguard_part *part, const unsigned char *address, memguard_spot *spot) {
  const memguard_coffer *coffer = of_part(part);
  if (!memguard_spot_is_in(&coffer->region, address) &&
      !memguard_spot_is_in(&coffer->shield_region, address))
    return false;
  *spot = (memguard_spot){.object = "the pages of a key", .state = ""};
  return true;
}

static const memguard_part_calls kCalls = {.wipe_key = wipe_key,
                                           .emergency = emergency,
                                           .fork = hold,
                                           .forked = forked,
                                           .survey = survey,
                                           .count = count,
                                           .destroy = destroy,
                                           .locate = locate};

static unsigned slots_of_page(void) {
  size_t slots = (memcall_page_size() - sizeof(memguard_coffer_page)) / sizeof(memguard_scratch);
  return slots < MEMGUARD_SLOTS_MAX ? (unsigned)slots : MEMGUARD_SLOTS_MAX;
}

/* --- Making it ------------------------------------------------------------------------------- */

static memguard_cipher_kind kind_of(const memguard_context *context) {
  if ((context->flags & MEMGUARD_SNAPSHOT_SAFE) != 0) return MEMGUARD_CIPHER_XCHACHA20;
  memguard_aead aead = atomic_load(&context->aead);
  bool aes =
      aead == MEMGUARD_AES_256_GCM || (aead == MEMGUARD_AEAD_BY_CPU && memguard_crypto_has_aes());
  return aes ? MEMGUARD_CIPHER_AES : MEMGUARD_CIPHER_CHACHA20;
}

static bool set_up(memguard_coffer *coffer, memguard_context *context) {
  coffer->part = (memguard_part){&kCalls, context};
  coffer->kind = kind_of(context);
  coffer->slots = slots_of_page();
  coffer->refresh = context->refresh_interval_ms;
  coffer->wraps = memcall_backend_probe("os_encrypt") == 1;
  coffer->spare = MEMGUARD_KEYS;
  for (unsigned place = 0; place < MEMGUARD_KEYS; place++) coffer->entries[place] = place;
  atomic_init(&coffer->key_epoch, MEMGUARD_NO_KEY);
  bool condenses_by_aes = memguard_coffer_has_shield(coffer) && memguard_crypto_has_aes();
  return memguard_crypto_blank(&coffer->blank,
                               coffer->kind == MEMGUARD_CIPHER_AES || condenses_by_aes);
}

/* The context reports what seals from now on. */
static memguard_part *make(memguard_context *context, memguard_status *status) {
  memguard_coffer *coffer = calloc(1, sizeof *coffer);
  if (coffer == NULL || !set_up(coffer, context)) {
    *status = memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_enclave_new", NULL);
    free(coffer);
    return NULL;
  }
  atomic_store(&context->aead, coffer->kind == MEMGUARD_CIPHER_AES ? MEMGUARD_AES_256_GCM
                                                                   : MEMGUARD_CHACHA20_POLY1305);
  return &coffer->part;
}

memguard_status memguard_coffer_of(memguard_context *context, memguard_coffer **out) {
  memguard_part *part = NULL;
  memguard_status status = memguard_part_of(context, MEMGUARD_PART_COFFER, make, &part);
  *out = part != NULL ? of_part(part) : NULL;
  return status;
}

memguard_coffer *memguard_coffer_if_any(memguard_context *context) {
  memguard_part *part = memguard_part_if_any(context, MEMGUARD_PART_COFFER);
  return part != NULL ? of_part(part) : NULL;
}
