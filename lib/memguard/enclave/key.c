/* key.c: making, reading and wiping the key, with no lock between a reader and a purge.

   Why nothing is ever sealed under half a key, a wiped key or a key that a purge has ended:

   A purge moves the epoch before it wipes (context/purge.c), so an epoch seen twice, before a key
   was read and after it was used, means that no wipe began in between that the reader could have
   met.

   1. Reader. Takes a calm epoch E (no purge under way), and a key that was published for E. Reads
      the halves, seals, and asks memguard_epoch_holds(E), which begins with an acquire fence. Had it
      read one word that a purge zeroed, or one of a later key, the fence before that store (wipe's,
      or the maker's first) would pair with this one, and the epoch read after it would not be E. The
      same goes for the scratch, which a purge zeroes under the reader's hands. So if the epoch
      holds, what was read is the whole key that was published for E; if not, the result is wiped
      and void.
   2. Maker. Holds the lock, and begins only while E holds, so it never writes over a later key. It
      stores the halves, and then looks again, with a sequentially consistent fence between; a purge
      moves the epoch, and then zeroes, with such a fence between. So one of them comes second:
      either the maker sees the new epoch, and wipes the halves itself, or the purge's zeros are the
      last values stored. Either way nothing of the key is left, and no reader's epoch holds.
   3. The next maker begins under a later calm epoch, after every purge before it has ended: no late
      zero of theirs falls on its key.

   A purge may interrupt any of these in a signal handler on the same thread; the argument is the
   same. */
#include <string.h>

#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/scrub/attributes.h"

static uint64_t read_word(const _Atomic uint64_t *word) {
  return atomic_load_explicit(word, memory_order_relaxed);
}

static void write_half(_Atomic uint64_t *half, const uint64_t *words) {
  for (unsigned i = 0; i < MEMGUARD_HALF; i++)
    atomic_store_explicit(&half[i], words[i], memory_order_relaxed);
}

/* --- Wiping ---------------------------------------------------------------------------------- */

MEMGUARD_MAY_RACE static void zero(void *bytes, size_t size) {
  volatile uint64_t *word = bytes;
  for (size_t i = 0; i < size / sizeof *word; i++) word[i] = 0;
}

static void zero_halves(memguard_coffer_page *page) {
  static const uint64_t kZeros[MEMGUARD_HALF];
  write_half(page->left, kZeros);
  write_half(page->right, kZeros);
}

/* Another thread may be using it. */
static void zero_scratch(memguard_scratch *scratch) {
  memguard_crypto_wipe(&scratch->cipher);
  zero(scratch->key, sizeof scratch->key);
  zero(scratch->halves, sizeof scratch->halves);
  zero(scratch->message, sizeof scratch->message);
}

void memguard_coffer_wipe(memguard_coffer *coffer) {
  atomic_thread_fence(memory_order_seq_cst);
  memguard_coffer_page *page = atomic_load_explicit(&coffer->page, memory_order_acquire);
  if (page == NULL) return;
  zero_halves(page);
  zero(page->fresh, sizeof page->fresh);
  for (unsigned i = 0; i < coffer->slots; i++) zero_scratch(&page->slots[i]);
}

/* --- Making ---------------------------------------------------------------------------------- */

static memguard_status expired(const char *operation) {
  return memguard_report_error(MEMGUARD_ERR_EXPIRED, operation,
                               "a purge overlapped this call; what it made is void");
}

static memguard_status draw_fresh_halves(const memguard_coffer *coffer, memguard_coffer_page *page,
                                         const char *operation) {
  if (memcall_random(page->fresh, sizeof page->fresh) != MEMCALL_OK)
    return memguard_report_error(MEMGUARD_ERR_RANDOM, operation, NULL);
  return memguard_coffer_wrap(coffer, page->fresh);
}

static memguard_status store_fresh_halves(const memguard_coffer *coffer, memguard_coffer_page *page,
                                          const char *operation) {
  memguard_status status = draw_fresh_halves(coffer, page, operation);
  if (status == MEMGUARD_OK) {
    atomic_thread_fence(memory_order_release);
    write_half(page->left, page->fresh);
    write_half(page->right, page->fresh + MEMGUARD_HALF);
  }
  zero(page->fresh, sizeof page->fresh);
  return status;
}

static memguard_status make_key(memguard_coffer *coffer, uint64_t epoch, const char *operation) {
  memguard_coffer_page *page = atomic_load_explicit(&coffer->page, memory_order_relaxed);
  if (!memguard_epoch_holds(coffer->part.context, epoch)) return expired(operation);
  memguard_status status = store_fresh_halves(coffer, page, operation);
  if (status != MEMGUARD_OK) return status;
  atomic_thread_fence(memory_order_seq_cst);
  if (!memguard_epoch_holds(coffer->part.context, epoch)) {
    zero_halves(page);
    return expired(operation);
  }
  atomic_store_explicit(&coffer->key_epoch, epoch, memory_order_release);
  return MEMGUARD_OK;
}

memguard_status memguard_coffer_prepare(memguard_coffer *coffer, uint64_t epoch,
                                        const char *operation) {
  if (memguard_coffer_has_key(coffer, epoch)) return MEMGUARD_OK;
  if (!memguard_epoch_is_calm(epoch)) return expired(operation);
  memguard_lock_acquire(&coffer->lock);
  memguard_status status = memguard_coffer_take_page(coffer);
  if (status == MEMGUARD_OK && !memguard_coffer_has_key(coffer, epoch))
    status = make_key(coffer, epoch, operation);
  memguard_lock_release(&coffer->lock);
  return status;
}

/* --- Reading --------------------------------------------------------------------------------- */

void memguard_coffer_read_halves(memguard_coffer_page *page, memguard_scratch *scratch) {
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) {
    scratch->halves[i] = read_word(&page->left[i]);
    scratch->halves[MEMGUARD_HALF + i] = read_word(&page->right[i]);
  }
}

bool memguard_coffer_derive(memguard_scratch *scratch) {
  const size_t domain = sizeof MEMGUARD_COFFER_DOMAIN - 1;
  memcpy(scratch->message, MEMGUARD_COFFER_DOMAIN, domain);
  memcpy(scratch->message + domain, scratch->halves + MEMGUARD_HALF, MEMGUARD_KEY_SIZE);
  memguard_crypto_hash(scratch->message, MEMGUARD_COFFER_MESSAGE, (unsigned char *)scratch->key);
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) scratch->key[i] ^= scratch->halves[i];
  return memguard_crypto_init(&scratch->cipher, (const unsigned char *)scratch->key);
}
