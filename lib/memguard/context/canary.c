/* canary.c: canaries of any length. Bytes up to a word, words up to a block, blocks, and back. */
#include "lib/memguard/context/canary.h"

#include <string.h>

#define WORD sizeof(uint64_t)

/* How far `at` is from the next multiple of `unit`, or from the end. */
static size_t up_to(const unsigned char *at, const unsigned char *end, size_t unit) {
  size_t before = (size_t)(-(uintptr_t)at & (unit - 1)), all = (size_t)(end - at);
  return before < all ? before : all;
}

/* The byte of a word that belongs to an address in it. */
static unsigned char byte_of(uint64_t word, const unsigned char *at) {
  unsigned char bytes[WORD];
  memcpy(bytes, &word, sizeof word);
  return bytes[(uintptr_t)at % WORD];
}

/* --- Writing --------------------------------------------------------------------------------- */

/* Of one word. */
static void write_bytes(const memguard_canary *canary, unsigned char *at, size_t count) {
  const uint64_t word = memguard_canary_at(canary, (uintptr_t)at);
  for (size_t i = 0; i < count; i++) at[i] = byte_of(word, at + i);
}

/* Of one block. */
static inline void write_words(const memguard_canary *restrict canary, unsigned char *restrict at,
                               size_t count) {
  const uint64_t number = memguard_canary_number(canary, (uintptr_t)at);
  const uint64_t *pattern = memguard_canary_pattern(canary, (uintptr_t)at);
  for (size_t i = 0; i < count; i++) {
    uint64_t word = number ^ pattern[i];
    memcpy(at + i * WORD, &word, WORD);
  }
}

void memguard_canary_write(const memguard_canary *canary, unsigned char *from,
                           const unsigned char *to) {
  size_t bytes = up_to(from, to, WORD);
  write_bytes(canary, from, bytes);
  from += bytes;
  size_t words = up_to(from, to, MEMGUARD_CANARY_BLOCK) / WORD;
  write_words(canary, from, words);
  for (from += words * WORD; to - from >= (ptrdiff_t)MEMGUARD_CANARY_BLOCK;
       from += MEMGUARD_CANARY_BLOCK)
    write_words(canary, from, MEMGUARD_CANARY_WORDS);
  words = (size_t)(to - from) / WORD;
  write_words(canary, from, words);
  from += words * WORD;
  write_bytes(canary, from, (size_t)(to - from));
}

/* --- Checking -------------------------------------------------------------------------------- */

/* Of one word. */
static uint64_t bytes_differ(const memguard_canary *canary, const unsigned char *at, size_t count) {
  const uint64_t word = memguard_canary_at(canary, (uintptr_t)at);
  uint64_t differing = 0;
  for (size_t i = 0; i < count; i++) differing |= (uint64_t)(at[i] ^ byte_of(word, at + i));
  return differing;
}

/* Of one block. */
static inline uint64_t words_differ(const memguard_canary *canary, const unsigned char *at,
                                    size_t count) {
  const uint64_t number = memguard_canary_number(canary, (uintptr_t)at);
  const uint64_t *pattern = memguard_canary_pattern(canary, (uintptr_t)at);
  uint64_t differing = 0;
  for (size_t i = 0; i < count; i++) {
    uint64_t word;
    memcpy(&word, at + i * WORD, WORD);
    differing |= word ^ number ^ pattern[i];
  }
  return differing;
}

uint64_t memguard_canary_difference(const memguard_canary *canary, const unsigned char *from,
                                    const unsigned char *to) {
  size_t bytes = up_to(from, to, WORD);
  uint64_t differing = bytes_differ(canary, from, bytes);
  from += bytes;
  size_t words = up_to(from, to, MEMGUARD_CANARY_BLOCK) / WORD;
  differing |= words_differ(canary, from, words);
  for (from += words * WORD; to - from >= (ptrdiff_t)MEMGUARD_CANARY_BLOCK;
       from += MEMGUARD_CANARY_BLOCK)
    differing |= words_differ(canary, from, MEMGUARD_CANARY_WORDS);
  words = (size_t)(to - from) / WORD;
  differing |= words_differ(canary, from, words);
  from += words * WORD;
  return differing | bytes_differ(canary, from, (size_t)(to - from));
}
