/* canary.c: known bytes around objects. */
#include <string.h>

#include "lib/memguard/context/context.h"

/* The canary byte at an address: a byte of its word, so that any two ranges agree where they
 * overlap. */
static unsigned char canary_byte(const memguard_context *context, const unsigned char *at) {
  uintptr_t address = (uintptr_t)at;
  return (unsigned char)(memguard_canary_at(context, address & ~(uintptr_t)7) >>
                         (8 * (address & 7)));
}

static unsigned char *align_up(const unsigned char *at) {
  return (unsigned char *)(((uintptr_t)at + 7) & ~(uintptr_t)7);
}

/* The word as its bytes lie in memory, whatever the CPU's byte order. */
static uint64_t canary_word(const memguard_context *context, const unsigned char *at) {
  unsigned char bytes[8];
  uint64_t word = memguard_canary_at(context, (uintptr_t)at);
  for (unsigned i = 0; i < 8; i++) bytes[i] = (unsigned char)(word >> (8 * i));
  memcpy(&word, bytes, sizeof word);
  return word;
}

void memguard_canary_write(const memguard_context *context, unsigned char *from,
                           unsigned char *to) {
  for (; from < to && from < align_up(from); from++) *from = canary_byte(context, from);
  for (; to - from >= 8; from += 8) {
    uint64_t word = canary_word(context, from);
    memcpy(from, &word, sizeof word);
  }
  for (; from < to; from++) *from = canary_byte(context, from);
}

bool memguard_canary_check(const memguard_context *context, const unsigned char *from,
                           const unsigned char *to) {
  uint64_t differing = 0;
  for (; from < to && from < align_up(from); from++)
    differing |= (uint64_t)(*from ^ canary_byte(context, from));
  for (; to - from >= 8; from += 8) {
    uint64_t word;
    memcpy(&word, from, sizeof word);
    differing |= word ^ canary_word(context, from);
  }
  for (; from < to; from++) differing |= (uint64_t)(*from ^ canary_byte(context, from));
  return differing == 0;
}
