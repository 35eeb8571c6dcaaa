/* edge.h: canaries beside objects. The same words as memguard_canary_write's, but inline, because
   every call of the heap writes or checks some. They end with a whole word. */
#ifndef MEMGUARD_HEAP_EDGE_H
#define MEMGUARD_HEAP_EDGE_H

#include <string.h>

#include "lib/memguard/context/context.h"

/* The bytes of the word at `at`, from `at` to the word's end. */
static inline size_t memguard_edge_part(const memguard_context *context, const unsigned char *at,
                                        unsigned char bytes[8]) {
  size_t skipped = (uintptr_t)at & 7;
  uint64_t word = memguard_canary_at(context, (uintptr_t)at - skipped);
  unsigned char all[8];
  memcpy(all, &word, sizeof all);
  for (size_t i = skipped; i < 8; i++) bytes[i - skipped] = all[i];
  return 8 - skipped;
}

static inline uint64_t memguard_edge_word(const unsigned char *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return word;
}

static inline void memguard_edge_write(const memguard_context *context, unsigned char *from,
                                       const unsigned char *to) {
  if (((uintptr_t)from & 7) != 0) {
    unsigned char part[8];
    size_t length = memguard_edge_part(context, from, part);
    for (size_t i = 0; i < length; i++) from[i] = part[i];
    from += length;
  }
  for (; from < to; from += 8) {
    uint64_t word = memguard_canary_at(context, (uintptr_t)from);
    memcpy(from, &word, sizeof word);
  }
}

/* 0 when the canary stands. In constant time: how much of one a guess gets right cannot be
 * measured. */
static inline uint64_t memguard_edge_difference(const memguard_context *context,
                                                const unsigned char *from,
                                                const unsigned char *to) {
  uint64_t differing = 0;
  if (((uintptr_t)from & 7) != 0) {
    unsigned char part[8];
    size_t length = memguard_edge_part(context, from, part);
    for (size_t i = 0; i < length; i++) differing |= (uint64_t)(from[i] ^ part[i]);
    from += length;
  }
  for (; from < to; from += 8)
    differing |= memguard_edge_word(from) ^ memguard_canary_at(context, (uintptr_t)from);
  return differing;
}

static inline bool memguard_edge_check(const memguard_context *context, const unsigned char *from,
                                       const unsigned char *to) {
  return memguard_edge_difference(context, from, to) == 0;
}

/* Whether the canary at `at` stands up to the end of its first word. */
static inline bool memguard_edge_begins(const memguard_context *context, const unsigned char *at) {
  return memguard_edge_check(context, at, at + 8 - ((uintptr_t)at & 7));
}

#endif
