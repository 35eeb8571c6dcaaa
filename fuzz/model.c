/* model.c: see model.h. */
#include "fuzz/model.h"

#include <string.h>

const unsigned char fuzz_mark[FUZZ_MARK] = {0xd3, 'S', 'e', 'C', 'r', 'E', 't', 0x9c};
unsigned char fuzz_room[FUZZ_ROOM];

unsigned char fuzz_secret_byte(size_t seed, size_t at) {
  if (at % (2 * FUZZ_MARK) < FUZZ_MARK) return fuzz_mark[at % FUZZ_MARK];
  return (unsigned char)(seed * 167 + at * 13);
}

/* Secrets repeat after PERIOD bytes. */
enum { PERIOD = 256 };

static void begin(unsigned char period[2 * PERIOD], size_t seed) {
  for (size_t i = 0; i < 2 * PERIOD; i++) period[i] = fuzz_secret_byte(seed, i);
}

static size_t piece(size_t size, size_t at) { return size - at < PERIOD ? size - at : PERIOD; }

void fuzz_secret_fill(void *bytes, size_t size, size_t seed) {
  unsigned char period[2 * PERIOD];
  begin(period, seed);
  for (size_t at = 0; at < size; at += PERIOD)
    memcpy((unsigned char *)bytes + at, period, piece(size, at));
}

bool fuzz_secret_is(const void *bytes, size_t size, size_t seed, size_t from) {
  unsigned char period[2 * PERIOD];
  begin(period, seed);
  for (size_t at = 0; at < size; at += PERIOD)
    if (memcmp((const unsigned char *)bytes + at, period + from % PERIOD, piece(size, at)) != 0)
      return false;
  return true;
}

/* Two whose seeds differ may be the same for as long as the mark is all there is. */
bool fuzz_same(size_t seed, size_t other, size_t size) {
  return size <= FUZZ_MARK || (unsigned char)(seed * 167) == (unsigned char)(other * 167);
}

bool fuzz_zero(const void *bytes, size_t size) {
  const unsigned char *byte = bytes;
  return size == 0 || (byte[0] == 0 && memcmp(byte, byte + 1, size - 1) == 0);
}
