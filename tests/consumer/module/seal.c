/* seal.c: a program of somebody else's: a secret is sealed, opened and compared. */
#include <stdio.h>
#include <string.h>

#include "securememory/securememory.h"

static int is_the_key(const unsigned char *bytes, size_t length, void *user) {
  return length == 32 && memcmp(bytes, user, length) == 0 ? 0 : 1;
}

int main(void) {
  unsigned char key[32], same[32];
  securememory_secret *secret = NULL;
  memset(key, 0x5a, sizeof key);
  memcpy(same, key, sizeof key);
  securememory_status status =
      securememory_secret_new_from(securememory_default_factory(), key, sizeof key, &secret);
  if (status == SECUREMEMORY_OK) status = securememory_secret_with_bytes(secret, is_the_key, same);
  securememory_secret_destroy(secret);
  printf("%s: %s\n", securememory_version(), securememory_status_name(status));
  return status == SECUREMEMORY_OK && key[0] == 0 ? 0 : 1;
}
