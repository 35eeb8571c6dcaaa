/* edge.h: canaries beside objects. Short ones are inline, because every call of the heap writes or
   checks some. */
#ifndef MEMGUARD_HEAP_EDGE_H
#define MEMGUARD_HEAP_EDGE_H

#include "lib/memguard/context/context.h"

/* Whole words of one block: so short that a call would cost more. */
static inline bool memguard_edge_is_short(const unsigned char *from, const unsigned char *to) {
  return to - from <= 4 * 8 && (uintptr_t)from % 8 == 0 &&
         (uintptr_t)from / MEMGUARD_CANARY_BLOCK == (uintptr_t)(to - 1) / MEMGUARD_CANARY_BLOCK;
}

static inline void memguard_edge_write(const memguard_context *context, unsigned char *from,
                                       const unsigned char *to) {
  const memguard_canary *canary = &context->settings->canary;
  if (memguard_edge_is_short(from, to)) {
    memguard_canary_write_words(canary, from, (size_t)(to - from) / 8);
  } else {
    memguard_canary_write(canary, from, to);
  }
}

/* memguard_canary_words_differ of a short edge. */
static inline uint64_t memguard_edge_masked(const memguard_context *context,
                                            const unsigned char *from, const unsigned char *to,
                                            uint64_t mask) {
  return memguard_canary_words_differ(&context->settings->canary, from, (size_t)(to - from) / 8,
                                      mask);
}

/* 0 when the canary stands. */
static inline uint64_t memguard_edge_difference(const memguard_context *context,
                                                const unsigned char *from,
                                                const unsigned char *to) {
  if (memguard_edge_is_short(from, to)) return memguard_edge_masked(context, from, to, UINT64_MAX);
  return memguard_canary_difference(&context->settings->canary, from, to);
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
