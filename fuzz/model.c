/* model.c: see model.h. */
#include "fuzz/model.h"

#include <string.h>

const unsigned char fuzz_mark[FUZZ_MARK] = {0xd3, 'S', 'e', 'C', 'r', 'E', 't', 0x9c};
unsigned char fuzz_room[FUZZ_ROOM];

unsigned char fuzz_secret_byte(size_t seed, size_t at) {
  if (at % (2 * FUZZ_MARK) < FUZZ_MARK) return fuzz_mark[at % FUZZ_MARK];
  return (unsigned char)(1 + (seed * 31 + at * 7) % 251);
}

void fuzz_secret_fill(void *bytes, size_t size, size_t seed) {
  unsigned char *byte = bytes;
  for (size_t i = 0; i < size; i++) byte[i] = fuzz_secret_byte(seed, i);
}

bool fuzz_secret_is(const void *bytes, size_t size, size_t seed, size_t from) {
  const unsigned char *byte = bytes;
  for (size_t i = 0; i < size; i++)
    if (byte[i] != fuzz_secret_byte(seed, from + i)) return false;
  return true;
}

bool fuzz_zero(const void *bytes, size_t size) {
  const unsigned char *byte = bytes;
  return size == 0 || (byte[0] == 0 && memcmp(byte, byte + 1, size - 1) == 0);
}
