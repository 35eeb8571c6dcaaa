/* canary.h: known bytes around objects.

   Memory counts as blocks of 64 words. A block has a number, mixed from its address and a key, and
   its words are that number xor the words of a pattern. So no constant gives a canary away, it is
   another at each address, and a page of it costs little more than to write it. Whoever has read one
   knows what belongs there; what belongs elsewhere only where they have read another word of the
   same block, and the same two words of any block. A word lies in memory as the CPU stores it. */
#ifndef MEMGUARD_CONTEXT_CANARY_H
#define MEMGUARD_CONTEXT_CANARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define MEMGUARD_CANARY_WORDS 64u
#define MEMGUARD_CANARY_BLOCK (MEMGUARD_CANARY_WORDS * 8)

typedef struct memguard_canary { /* random */
  uint64_t key[2];
  uint64_t pattern[MEMGUARD_CANARY_WORDS];
} memguard_canary;

static inline uint64_t memguard_canary_number(const memguard_canary *canary, uintptr_t address) {
  uint64_t block = address / MEMGUARD_CANARY_BLOCK;
  uint64_t mixed = (block ^ canary->key[0]) * UINT64_C(0x9e3779b97f4a7c15);
  return (mixed ^ (mixed >> 29) ^ canary->key[1]) * UINT64_C(0xbf58476d1ce4e5b9);
}

/* The words of the pattern that belong to the word at `address`, and to those behind it in its
   block. */
static inline const uint64_t *memguard_canary_pattern(const memguard_canary *canary,
                                                      uintptr_t address) {
  return canary->pattern + address / 8 % MEMGUARD_CANARY_WORDS;
}

/* The word that an address is in. */
static inline uint64_t memguard_canary_at(const memguard_canary *canary, uintptr_t address) {
  return memguard_canary_number(canary, address) ^ *memguard_canary_pattern(canary, address);
}

/* --- Whole words of one block ---------------------------------------------------------------- */

static inline void memguard_canary_write_words(const memguard_canary *restrict canary,
                                               unsigned char *restrict at, size_t count) {
  const uint64_t number = memguard_canary_number(canary, (uintptr_t)at);
  const uint64_t *pattern = memguard_canary_pattern(canary, (uintptr_t)at);
  for (size_t i = 0; i < count; i++) {
    uint64_t word = number ^ pattern[i];
    memcpy(at + i * sizeof word, &word, sizeof word);
  }
}

/* 0 when all bits of the canary that are in `mask`, and none of the others, stand there. */
static inline uint64_t memguard_canary_words_differ(const memguard_canary *canary,
                                                    const unsigned char *at, size_t count,
                                                    uint64_t mask) {
  const uint64_t number = memguard_canary_number(canary, (uintptr_t)at);
  const uint64_t *pattern = memguard_canary_pattern(canary, (uintptr_t)at);
  uint64_t word, differing = 0;
  for (size_t i = 0; i < count; i++) {
    memcpy(&word, at + i * sizeof word, sizeof word);
    differing |= word ^ ((number ^ pattern[i]) & mask);
  }
  return differing;
}

/* --- Anything -------------------------------------------------------------------------------- */

/* Over [from, to), any alignment: writes it; 0 when it stands, in constant time, so that how much of
   one a guess gets right cannot be measured. */
void memguard_canary_write(const memguard_canary *canary, unsigned char *from,
                           const unsigned char *to);
uint64_t memguard_canary_difference(const memguard_canary *canary, const unsigned char *from,
                                    const unsigned char *to);

static inline bool memguard_canary_check(const memguard_canary *canary, const unsigned char *from,
                                         const unsigned char *to) {
  return memguard_canary_difference(canary, from, to) == 0;
}

#endif
