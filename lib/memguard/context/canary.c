/* canary.c: canaries of any length. Bytes up to a word, words up to the end of each block, and the rest. */
#include "lib/memguard/context/canary.h"

#define WORD sizeof(uint64_t)

static size_t lesser(size_t a, size_t b) { return a < b ? a : b; }

/* How far `at` is from the next word, or from the end. */
static size_t bytes_here(const unsigned char *at, const unsigned char *end) {
  return lesser((size_t)(-(uintptr_t)at % WORD), (size_t)(end - at));
}

/* Whole words up to the end of the block that `at` is in, or to the end. */
static size_t words_here(const unsigned char *at, const unsigned char *end) {
  size_t block = MEMGUARD_CANARY_BLOCK - (uintptr_t)at % MEMGUARD_CANARY_BLOCK;
  return lesser(block, (size_t)(end - at)) / WORD;
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

void memguard_canary_write(const memguard_canary *canary, unsigned char *from,
                           const unsigned char *to) {
  size_t bytes = bytes_here(from, to);
  write_bytes(canary, from, bytes);
  from += bytes;
  for (size_t words; (words = words_here(from, to)) != 0; from += words * WORD)
    memguard_canary_write_words(canary, from, words);
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

uint64_t memguard_canary_difference(const memguard_canary *canary, const unsigned char *from,
                                    const unsigned char *to) {
  size_t bytes = bytes_here(from, to);
  uint64_t differing = bytes_differ(canary, from, bytes);
  from += bytes;
  for (size_t words; (words = words_here(from, to)) != 0; from += words * WORD)
    differing |= memguard_canary_words_differ(canary, from, words, UINT64_MAX);
  return differing | bytes_differ(canary, from, (size_t)(to - from));
}
