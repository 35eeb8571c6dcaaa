/* bytes.c: small acts on secret bytes. What reads them is a function apart, so that nothing secret
   is live any more where the registers are zeroed. */
#include <stdint.h>
#include <string.h>

#include "lib/memguard/context/context.h"
#include "lib/memguard/scrub/attributes.h"
#include "lib/memguard/scrub/scrub.h"

void memguard_wipe(void *bytes, size_t length) { memcall_secure_clear(bytes, length); }

memguard_status memguard_scramble(void *bytes, size_t length) {
  if (length == 0) return MEMGUARD_OK;
  if (bytes == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_scramble", "bytes is NULL");
  if (memcall_random(bytes, length) == MEMCALL_OK) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_RANDOM, "memguard_scramble", NULL);
}

/* --- Comparing ------------------------------------------------------------------------------- */

/* The compiler cannot know what comes out, so it cannot stop at the first difference. */
static uint64_t opaque(uint64_t value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

static uint64_t word_at(const unsigned char *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

/* All differing bits of all words and bytes together: 0 when there are none. */
MEMGUARD_APART static uint64_t difference(const unsigned char *a, const unsigned char *b,
                                          size_t length) {
  uint64_t bits = 0;
  size_t at = 0;
  for (; length - at >= sizeof bits; at += sizeof bits)
    bits = opaque(bits | (word_at(a + at) ^ word_at(b + at)));
  for (; at < length; at++) bits = opaque(bits | (uint64_t)(a[at] ^ b[at]));
  return (bits | (0 - bits)) >> 63;
}

bool memguard_equal(const void *a, const void *b, size_t length) {
  uint64_t differ = difference(a, b, length);
  memguard_scrub_registers();
  return differ == 0;
}

/* --- Copying --------------------------------------------------------------------------------- */

MEMGUARD_APART static void copy(void *to, const void *from, size_t length) {
  if (length != 0) memcpy(to, from, length);
}

void memguard_copy(void *to, const void *from, size_t length) {
  copy(to, from, length);
  memguard_scrub_registers();
}

void memguard_move(void *to, void *from, size_t length) {
  copy(to, from, length);
  memcall_secure_clear(from, length);
  memguard_scrub_registers();
}
