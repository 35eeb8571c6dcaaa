/* ring.c: which key seals, which ones are kept for opening, and until when.

   A place's word says whose it is (a serial number that no other key of the coffer has) and how many
   handles were sealed under it. It is only changed by compare-and-swap of the whole, so a use is
   never taken of a key that has gone, nor given back to one that came after, and the key goes exactly
   when nothing is left that it opens. What is sealed after a purge counts anew. */
#include "lib/memguard/context/process.h"
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/shield.h"

static uint64_t word_of(uint32_t serial, uint32_t place) { return (uint64_t)serial << 32 | place; }
static uint32_t place_of(uint64_t word) { return (uint32_t)word; }
static uint32_t serial_of(uint64_t word) { return (uint32_t)(word >> 32); }
static uint32_t count_of(uint64_t uses) { return (uint32_t)uses; }

static uint64_t sealing_word(memguard_coffer *coffer) { return atomic_load(&coffer->sealing); }

/* --- Ending a key, with the lock held -------------------------------------------------------- */

/* A key that does not seal any more goes when nothing is left to open. */
static void retire(memguard_coffer *coffer, uint64_t word) {
  uint64_t unused = word_of(serial_of(word), 0);
  if (word == 0 || word == sealing_word(coffer)) return;
  if (atomic_compare_exchange_strong(&coffer->uses[place_of(word)], &unused, 0))
    memguard_key_end(coffer, place_of(word));
}

static void seal_under(memguard_coffer *coffer, uint64_t word) {
  retire(coffer, atomic_exchange(&coffer->sealing, word));
}

/* --- Making a key, with the lock held -------------------------------------------------------- */

static uint32_t free_place(memguard_coffer *coffer) {
  uint32_t place = 0;
  while (place < MEMGUARD_KEYS && atomic_load(&coffer->uses[place]) != 0) place++;
  return place;
}

static uint32_t next_serial(memguard_coffer *coffer) {
  if (++coffer->serial == 0) ++coffer->serial;
  return coffer->serial;
}

static memguard_status next_key(memguard_coffer *coffer, uint64_t epoch, const char *operation) {
  uint32_t place = free_place(coffer);
  if (place == MEMGUARD_KEYS)
    return memguard_report_error(MEMGUARD_ERR_BUSY, operation,
                                 "enclaves of 8 keys are alive; destroy those of the oldest, or "
                                 "open and seal them again");
  memguard_status status = memguard_key_make(coffer, place, epoch, operation);
  if (status != MEMGUARD_OK) return status;
  uint32_t serial = next_serial(coffer);
  atomic_store(&coffer->numbers[place], 0);
  atomic_store(&coffer->uses[place], word_of(serial, 0));
  seal_under(coffer, word_of(serial, place));
  return MEMGUARD_OK;
}

/* All keys of earlier epochs are gone: so are their places' uses. */
static memguard_status first_key(memguard_coffer *coffer, uint64_t epoch, const char *operation) {
  atomic_store(&coffer->sealing, 0);
  for (unsigned place = 0; place < MEMGUARD_KEYS; place++) atomic_store(&coffer->uses[place], 0);
  memguard_status status = memguard_shield_renew(coffer, operation);
  if (status == MEMGUARD_OK) status = next_key(coffer, epoch, operation);
  if (status != MEMGUARD_OK) {
    memguard_shield_wipe(coffer);
    return status;
  }
  atomic_store(&coffer->refreshed, memcall_host_clock_ms());
  atomic_store_explicit(&coffer->key_epoch, epoch, memory_order_release);
  return MEMGUARD_OK;
}

/* Not around all of prepare: the refresher would begin with the pages open. */
static memguard_status make_key(memguard_coffer *coffer, uint64_t epoch, const char *operation) {
  uint32_t before = memguard_coffer_open(coffer);
  memguard_status status = memguard_coffer_has_key(coffer, epoch)
                               ? next_key(coffer, epoch, operation)
                               : first_key(coffer, epoch, operation);
  memguard_keyed_restore(before);
  return status;
}

static bool is_prepared(memguard_coffer *coffer, uint64_t epoch) {
  return memguard_coffer_has_key(coffer, epoch) && sealing_word(coffer) != 0;
}

static memguard_status prepare(memguard_coffer *coffer, uint64_t epoch, const char *operation) {
  if (is_prepared(coffer, epoch)) return MEMGUARD_OK;
  memguard_status status = memguard_coffer_take_pages(coffer);
  if (status == MEMGUARD_OK) status = memguard_refresher_start(coffer);
  if (status != MEMGUARD_OK) return status;
  if (!memguard_epoch_holds(coffer->part.context, epoch))
    return memguard_coffer_overtaken(operation);
  return make_key(coffer, epoch, operation);
}

memguard_status memguard_coffer_prepare(memguard_coffer *coffer, uint64_t epoch,
                                        const char *operation) {
  if (is_prepared(coffer, epoch)) return MEMGUARD_OK;
  if (!memguard_epoch_is_calm(epoch)) return memguard_coffer_overtaken(operation);
  memguard_lock_acquire(&coffer->lock);
  memguard_status status = prepare(coffer, epoch, operation);
  memguard_lock_release(&coffer->lock);
  return status;
}

/* --- Using one ------------------------------------------------------------------------------- */

/* False: it is gone, or has as many uses as can be counted. */
static bool take_use(memguard_coffer *coffer, uint64_t word) {
  _Atomic uint64_t *uses = &coffer->uses[place_of(word)];
  uint64_t now = atomic_load(uses);
  do {
    if (serial_of(now) != serial_of(word) || count_of(now) == UINT32_MAX) return false;
  } while (!atomic_compare_exchange_weak(uses, &now, now + 1));
  return true;
}

/* Whether that was the last one. */
static bool give_use(memguard_coffer *coffer, uint64_t word) {
  _Atomic uint64_t *uses = &coffer->uses[place_of(word)];
  uint64_t now = atomic_load(uses);
  do {
    if (serial_of(now) != serial_of(word) || count_of(now) == 0) return false;
  } while (!atomic_compare_exchange_weak(uses, &now, now - 1));
  return count_of(now) == 1;
}

static void drop(memguard_coffer *coffer, uint64_t word) {
  if (!give_use(coffer, word) || word == sealing_word(coffer)) return;
  memguard_fork_check(); /* a child that did not enter yet has neither the page nor the lock */
  uint32_t before = memguard_coffer_take(coffer);
  retire(coffer, word);
  memguard_coffer_let_go(coffer, before);
}

void memguard_coffer_drop(memguard_coffer *coffer, const memguard_key_use *use) {
  drop(coffer, word_of(use->serial, use->place));
}

static bool use_key(memguard_coffer *coffer, uint64_t word, memguard_key_use *use) {
  if (word == 0 || !take_use(coffer, word)) return false;
  uint64_t number = atomic_fetch_add(&coffer->numbers[place_of(word)], 1);
  *use = (memguard_key_use){place_of(word), serial_of(word), number};
  if (number < memguard_nonces(coffer->kind)) return true;
  drop(coffer, word);
  return false;
}

/* Another key than `word` seals from now on, by this thread's doing or another's. */
static memguard_status replace(memguard_coffer *coffer, uint64_t word, uint64_t epoch,
                               const char *operation) {
  memguard_status status = MEMGUARD_OK;
  uint32_t before = memguard_coffer_take(coffer);
  if (sealing_word(coffer) == word && memguard_coffer_has_key(coffer, epoch))
    status = next_key(coffer, epoch, operation);
  memguard_coffer_let_go(coffer, before);
  return status;
}

memguard_status memguard_coffer_hold(memguard_coffer *coffer, uint64_t epoch, const char *operation,
                                     memguard_key_use *use) {
  for (;;) {
    memguard_status status = memguard_coffer_prepare(coffer, epoch, operation);
    if (status != MEMGUARD_OK) return status;
    uint64_t word = sealing_word(coffer);
    if (use_key(coffer, word, use)) return MEMGUARD_OK;
    status = replace(coffer, word, epoch, operation);
    if (status != MEMGUARD_OK) return status;
  }
}

/* --- Changing keys --------------------------------------------------------------------------- */

/* Without a key of this epoch there is nothing to rotate: the next seal makes one. */
static memguard_status rotate(memguard_coffer *coffer, const char *operation) {
  uint64_t epoch = memguard_epoch(coffer->part.context);
  if (!memguard_coffer_has_key(coffer, epoch)) return MEMGUARD_OK;
  return next_key(coffer, epoch, operation);
}

memguard_status memguard_coffer_rotate(memguard_coffer *coffer, const char *operation) {
  uint32_t before = memguard_coffer_take(coffer);
  memguard_status status = rotate(coffer, operation);
  memguard_coffer_let_go(coffer, before);
  return status;
}

memguard_status memguard_coffer_restored(memguard_coffer *coffer, const char *operation) {
  uint32_t before = memguard_coffer_take(coffer);
  memguard_status status = rotate(coffer, operation);
  if (status != MEMGUARD_OK) seal_under(coffer, 0);
  memguard_coffer_let_go(coffer, before);
  return status;
}

/* A thread of the parent may have been storing halves in the spare cell, or in a place that it had
   not published yet. */
static void end_unused(memguard_coffer *coffer) {
  for (uint32_t place = 0; place < MEMGUARD_KEYS; place++)
    if (atomic_load(&coffer->uses[place]) == 0) memguard_key_end(coffer, place);
  memguard_key_end_spare(coffer);
  memguard_shield_forked(coffer);
}

void memguard_coffer_inherit(memguard_coffer *coffer) {
  uint32_t before = memguard_coffer_open(coffer);
  seal_under(coffer, 0);
  end_unused(coffer);
  memguard_scratch_forked(coffer);
  memguard_keyed_restore(before);
}
