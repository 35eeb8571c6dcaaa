/* The README's first example, compiled as it stands there. */
#include "tests/examples/five.h"

static int sign_request(const unsigned char *key, size_t length, void *user) {
  return sign(key, length, user);
}

int five(unsigned char key[32], struct request *request) {
  /* clang-format off */
/* README */
securememory_secret *secret = NULL;
if (securememory_secret_new_from(securememory_default_factory(), key, 32, &secret) != SECUREMEMORY_OK) return -1; /* key[] is wiped now */
int ok = securememory_secret_with_bytes(secret, sign_request, request) == SECUREMEMORY_OK; /* plaintext only inside sign_request */
securememory_secret_destroy(secret);
return ok ? 0 : -1;
/* END */
  /* clang-format on */
}
