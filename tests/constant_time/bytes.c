/* bytes.c: comparing, copying, moving and wiping. */
#include "memguard/bytes.h"

#include <stdbool.h>
#include <string.h>

#include "tests/constant_time/secrets.h"

enum { MOST = 100 };
static unsigned char one[MOST], other[MOST];

/* Equal, and different in each byte in turn. */
static void compare(size_t length) {
  for (size_t at = 0; at <= length; at++) {
    memset(one, 'a', length);
    memset(other, 'a', length);
    if (at < length) other[at] ^= 1;
    SECRET(one, length);
    SECRET(other, length);
    bool equal = memguard_equal(one, other, length);
    PUBLIC(&equal, sizeof equal); /* what the caller asked for */
    CHECK(equal == (at == length));
  }
}

static void copy_and_move(size_t length) {
  SECRET(one, length);
  memguard_copy(other, one, length);
  CHECK(is_secret(other, length));
  memguard_move(other, one, length);
  memguard_wipe(one, length);
  memguard_wipe(other, length);
  for (size_t i = 0; i < length; i++) CHECK(one[i] == 0 && other[i] == 0);
}

void bytes_are_secret(void) {
  for (size_t length = 0; length < MOST; length++) {
    compare(length);
    copy_and_move(length);
  }
}
