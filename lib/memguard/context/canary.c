/* canary.c: canaries of any length. Bytes up to a word, words up to the end of a
   block, whole blocks, whose count is known to the compiler (a fifth faster), and the rest. */
#include "lib/memguard/context/canary.h"

#define WORD sizeof(uint64_t)

/* Bytes up to the next multiple of `step`, or to the end. */
static size_t up_to(const unsigned char *at, const unsigned char *end, size_t step) {
  const size_t there = (size_t)(-(uintptr_t)at % step), left = (size_t)(end - at);
  return there < left ? there : left;
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
  size_t bytes = up_to(from, to, WORD);
  write_bytes(canary, from, bytes);
  from += bytes;
  size_t words = up_to(from, to, MEMGUARD_CANARY_BLOCK) / WORD;
  memguard_canary_write_words(canary, from, words);
  for (from += words * WORD; to - from >= (ptrdiff_t)MEMGUARD_CANARY_BLOCK;
       from += MEMGUARD_CANARY_BLOCK)
    memguard_canary_write_words(canary, from, MEMGUARD_CANARY_WORDS);
  words = (size_t)(to - from) / WORD;
  memguard_canary_write_words(canary, from, words);
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

uint64_t memguard_canary_difference(const memguard_canary *canary, const unsigned char *from,
                                    const unsigned char *to) {
  size_t bytes = up_to(from, to, WORD);
  uint64_t differing = bytes_differ(canary, from, bytes);
  from += bytes;
  size_t words = up_to(from, to, MEMGUARD_CANARY_BLOCK) / WORD;
  differing |= memguard_canary_words_differ(canary, from, words, UINT64_MAX);
  for (from += words * WORD; to - from >= (ptrdiff_t)MEMGUARD_CANARY_BLOCK;
       from += MEMGUARD_CANARY_BLOCK)
    differing |= memguard_canary_words_differ(canary, from, MEMGUARD_CANARY_WORDS, UINT64_MAX);
  words = (size_t)(to - from) / WORD;
  differing |= memguard_canary_words_differ(canary, from, words, UINT64_MAX);
  from += words * WORD;
  return differing | bytes_differ(canary, from, (size_t)(to - from));
}
