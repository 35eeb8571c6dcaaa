/* utf8.c: RFC 3629. */
#include "tools/secmem/text/utf8.h"

#include <stdbool.h>

/* The length of the UTF-8 sequence that a byte opens; 0 when it opens none. */
static size_t sequence_length(unsigned char first) {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 0;
}

/* Whether the second byte is one that RFC 3629 allows: no overlong form, no surrogate, nothing
   above U+10FFFF. */
static bool second_fits(unsigned char first, unsigned char second) {
  if (first == 0xe0) return second >= 0xa0;
  if (first == 0xed) return second <= 0x9f;
  if (first == 0xf0) return second >= 0x90;
  if (first == 0xf4) return second <= 0x8f;
  return true;
}

size_t utf8_sequence(const unsigned char *at) {
  size_t length = sequence_length(at[0]);
  for (size_t i = 1; i < length; i++)
    if ((at[i] & 0xc0) != 0x80) return 0;
  return length != 0 && second_fits(at[0], at[1]) ? length : 0;
}
