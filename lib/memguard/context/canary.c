/* canary.c: known bytes around objects.

   A word of canary lies in memory as the CPU stores it, so that whole words are stored and compared
   as they are. */
#include <string.h>

#include "lib/memguard/context/context.h"

typedef struct canary_key { /* a copy: what is written through pointers cannot have changed it */
  uint64_t halves[2];
} canary_key;

static canary_key key_of(const memguard_context *context) {
  const uint64_t *halves = context->settings->canary_key;
  return (canary_key){{halves[0], halves[1]}};
}

/* The canary byte at an address: a byte of its word, so that any two ranges agree where they
 * overlap. */
static unsigned char canary_byte(const canary_key *key, const unsigned char *at) {
  unsigned char bytes[8];
  uint64_t word = memguard_canary_of(key->halves, (uintptr_t)at & ~(uintptr_t)7);
  memcpy(bytes, &word, sizeof word);
  return bytes[(uintptr_t)at & 7];
}

/* From here on whole words, until fewer than 8 bytes are left. */
static const unsigned char *align_up(const unsigned char *at, const unsigned char *end) {
  size_t before = (size_t)(-(uintptr_t)at & 7), all = (size_t)(end - at);
  return at + (before < all ? before : all);
}

void memguard_canary_write(const memguard_context *context, unsigned char *from,
                           unsigned char *to) {
  if (from >= to) return;
  const canary_key key = key_of(context);
  const unsigned char *words = align_up(from, to);
  for (; from < words; from++) *from = canary_byte(&key, from);
  for (; to - from >= 8; from += 8) {
    uint64_t word = memguard_canary_of(key.halves, (uintptr_t)from);
    memcpy(from, &word, sizeof word);
  }
  for (; from < to; from++) *from = canary_byte(&key, from);
}

bool memguard_canary_check(const memguard_context *context, const unsigned char *from,
                           const unsigned char *to) {
  if (from >= to) return true;
  const canary_key key = key_of(context);
  uint64_t differing = 0;
  const unsigned char *words = align_up(from, to);
  for (; from < words; from++) differing |= (uint64_t)(*from ^ canary_byte(&key, from));
  for (; to - from >= 8; from += 8) {
    uint64_t word;
    memcpy(&word, from, sizeof word);
    differing |= word ^ memguard_canary_of(key.halves, (uintptr_t)from);
  }
  for (; from < to; from++) differing |= (uint64_t)(*from ^ canary_byte(&key, from));
  return differing == 0;
}
