/* key.c: making, renewing, reading and wiping a key, with no lock between a reader and a purge or a
   renewal.

   Why nothing is ever sealed under half a key, a wiped key or a key that a purge has ended:

   A purge moves the epoch before it wipes (context/purge.c), so an epoch seen twice, before a key
   was read and after it was used, means that no wipe began in between that the reader could have
   met.

   1. Reader. Takes a calm epoch E (no purge under way), and a key that was published for E, which
      its use keeps in its place (ring.c). Reads the halves, seals, and asks memguard_epoch_holds(E),
      which begins with an acquire fence. Had it read one word that a purge zeroed, or one of a later
      key, the fence before that store (wipe's, or the writer's) would pair with this one, and the
      epoch read after it would not be E. The same goes for the scratch, which a purge zeroes under
      the reader's hands; a slot that is taken too late for that is filled from zeroed halves. So if the epoch holds, what was read is the whole key that was published
      for E; if not, the result is wiped and void.
   2. Writer: who makes or renews a key. Holds the lock, and begins only while E holds, so it never
      writes over a later key. It stores the halves, and then looks again, with a sequentially
      consistent fence between; a purge moves the epoch, and then zeroes, with such a fence between.
      So one of them comes second: either the writer sees the new epoch, and wipes the halves itself,
      or the purge's zeros are the last values stored. Either way nothing of the key is left, and no
      reader's epoch holds.
   3. The next maker begins under a later calm epoch, after every purge before it has ended: no late
      zero of theirs falls on its key.

   Why a renewal shows no reader one half of the old pair and one of the new: it stores the new pair
   in the one cell that no key stands in, and publishes it by the place's entry, whose version has
   never been there before. Only then it zeroes the old cell. A reader takes the entry, copies its
   cell, and looks at the entry again, after an acquire fence. Had it copied a word that was stored
   after its cell was given up (a zero, or a later renewal's), the release fence before that store
   would pair with this one, and the entry would be another: it copies again. It waits for nobody: a
   renewal that stands still leaves the entry, and its cell, as they are. The same entry names the
   pre-key (shield.c), of which the same is true.

   What a writer that renews read of the old pair may be torn by a purge as a reader's may; its second
   look comes after that, and then nothing is published.

   A purge may interrupt any of these in a signal handler on the same thread; the argument is the
   same. */
#include "lib/memguard/enclave/cell.h"
#include "lib/memguard/enclave/shield.h"

/* --- Places ---------------------------------------------------------------------------------- */

/* The key stands in the spare cell now, and its old one is spare. */
static void publish(memguard_coffer *coffer, uint32_t place) {
  uint64_t old = memguard_word(&coffer->entries[place]);
  uint64_t version = (old >> 16) + 1;
  atomic_store_explicit(&coffer->entries[place],
                        version << 16 | coffer->prekey << 8 | coffer->spare, memory_order_release);
  coffer->spare = memguard_entry_cell(old);
  memguard_cell_zero(&memguard_coffer_page_of(coffer)->cells[coffer->spare]);
}

/* --- Wiping ---------------------------------------------------------------------------------- */

void memguard_zero(void *words, size_t size) {
  volatile uint64_t *word = words;
  for (size_t i = 0; i < size / sizeof *word; i++) word[i] = 0;
}

/* Another thread may be using it. */
static void zero_scratch(const memguard_coffer *coffer, memguard_scratch *scratch) {
  memguard_crypto_wipe(&scratch->cipher, &coffer->blank);
  memguard_zero(&scratch->parts, sizeof scratch->parts);
}

/* A free slot is zero: it was wiped before it was given back. Who takes one by a change of `taken`
   after this one sees the halves zeroed; whose change came before is seen here. */
static void zero_scratches(memguard_coffer *coffer, memguard_coffer_page *page) {
  uint32_t taken = atomic_fetch_or(&coffer->taken, 0);
  for (uint32_t busy = taken & ~atomic_load(&coffer->lent); busy != 0; busy &= busy - 1)
    zero_scratch(coffer, &page->slots[__builtin_ctz(busy)]);
}

static void wipe_page(memguard_coffer *coffer, memguard_coffer_page *page) {
  for (unsigned i = 0; i < MEMGUARD_CELLS; i++) memguard_cell_zero(&page->cells[i]);
  memguard_zero(&page->work, sizeof page->work);
  zero_scratches(coffer, page);
}

/* In a handler the key is closed, even if it was the interrupted call that had opened it. */
void memguard_coffer_wipe(memguard_coffer *coffer) {
  atomic_thread_fence(memory_order_seq_cst);
  memguard_coffer_page *page = memguard_coffer_page_of(coffer);
  if (page == NULL) return;
  uint32_t before = memguard_coffer_open(coffer);
  if (memguard_coffer_is_here(coffer, &coffer->region)) wipe_page(coffer, page);
  if (memguard_coffer_is_here(coffer, &coffer->shield_region)) memguard_shield_wipe(coffer);
  memguard_keyed_restore(before);
}

void memguard_key_end(memguard_coffer *coffer, uint32_t place) {
  uint64_t entry = memguard_word(&coffer->entries[place]);
  memguard_cell_zero(&memguard_coffer_page_of(coffer)->cells[memguard_entry_cell(entry)]);
}

static unsigned find_spare(memguard_coffer *coffer) {
  unsigned places = (1u << MEMGUARD_CELLS) - 1;
  for (uint32_t place = 0; place < MEMGUARD_KEYS; place++)
    places &= ~(1u << memguard_entry_cell(memguard_word(&coffer->entries[place])));
  return (unsigned)__builtin_ctz(places);
}

void memguard_key_end_spare(memguard_coffer *coffer) {
  coffer->spare = find_spare(coffer);
  memguard_cell_zero(&memguard_coffer_page_of(coffer)->cells[coffer->spare]);
}

/* --- Writing, with the lock held ------------------------------------------------------------- */

memguard_status memguard_coffer_overtaken(const char *operation) {
  return memguard_report_error(MEMGUARD_ERR_EXPIRED, operation,
                               "a purge overlapped this call; what it made is void");
}

static memguard_status draw(uint64_t *words, size_t size, const char *operation) {
  if (memcall_random(words, size) == MEMCALL_OK) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_RANDOM, operation, NULL);
}

/* Wraps work's halves and gives the place to them, unless a purge came. */
static memguard_status store(memguard_coffer *coffer, uint32_t place, uint64_t epoch,
                             const char *operation) {
  memguard_coffer_page *page = memguard_coffer_page_of(coffer);
  memguard_status status = memguard_coffer_wrap(coffer, page->work.halves);
  if (status != MEMGUARD_OK) return status;
  memguard_cell_store(&page->cells[coffer->spare], page->work.halves);
  atomic_thread_fence(memory_order_seq_cst);
  if (memguard_epoch_holds(coffer->part.context, epoch)) {
    publish(coffer, place);
    return MEMGUARD_OK;
  }
  memguard_cell_zero(&page->cells[coffer->spare]);
  return memguard_coffer_overtaken(operation);
}

memguard_status memguard_key_make(memguard_coffer *coffer, uint32_t place, uint64_t epoch,
                                  const char *operation) {
  memguard_assembly *work = &memguard_coffer_page_of(coffer)->work;
  memguard_status status = draw(work->halves, sizeof work->halves, operation);
  if (status == MEMGUARD_OK) status = store(coffer, place, epoch, operation);
  memguard_zero(work, sizeof *work);
  return status;
}

/* From the halves that there are to the key. */
static memguard_status take_apart(memguard_coffer *coffer, uint32_t place, const char *operation) {
  memguard_coffer_page *page = memguard_coffer_page_of(coffer);
  uint64_t entry = memguard_word(&coffer->entries[place]);
  memguard_shield *shield = atomic_load_explicit(&coffer->shield, memory_order_relaxed);
  memguard_cipher *room = shield != NULL ? &shield->room : NULL;
  memguard_cell_copy(&page->cells[memguard_entry_cell(entry)], page->work.halves);
  memguard_status status = memguard_coffer_unwrap(coffer, page->work.halves);
  if (status != MEMGUARD_OK) return status;
  if (!memguard_shield_condense(coffer, memguard_entry_prekey(entry), room, &page->work))
    return memguard_key_no_memory(operation);
  memguard_key_mix(coffer, &page->work);
  return memguard_shield_condense(coffer, coffer->prekey, room, &page->work)
             ? draw(page->work.halves + MEMGUARD_HALF, MEMGUARD_SIDE, operation)
             : memguard_key_no_memory(operation);
}

memguard_status memguard_key_renew(memguard_coffer *coffer, uint32_t place, uint64_t epoch,
                                   const char *operation) {
  memguard_assembly *work = &memguard_coffer_page_of(coffer)->work;
  memguard_status status = take_apart(coffer, place, operation);
  if (status == MEMGUARD_OK) {
    memguard_key_mix(coffer, work);
    status = store(coffer, place, epoch, operation);
  }
  memguard_zero(work, sizeof *work);
  return status;
}
