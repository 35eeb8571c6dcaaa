/* ed25519.c: BoringSSL expands the seed to the scalar on its own stack, and leaves it there; both calls
   below are made inside with_bytes, which clears 8 KiB of stack and the registers afterwards. */
#include "tests/examples/ed25519.h"

#include <openssl/curve25519.h>

#include "memguard/heap.h"

enum { SEED = 32 }; /* bytes */

typedef struct expansion {
  securememory_factory *factory;
  uint8_t *public_key;
  securememory_secret *made;
  securememory_status status;
} expansion;

static int expand(const unsigned char *seed, size_t length, void *user) {
  expansion *to = user;
  if (length != SEED) return -1;
  uint8_t *both = memguard_malloc(memguard_default_context(), ED25519_PRIVATE_KEY_LEN);
  if (both == NULL) {
    to->status = (securememory_status)memcall_last_error()->status;
    return -1;
  }
  ED25519_keypair_from_seed(to->public_key, both, seed);
  to->status = securememory_secret_new_from(to->factory, both, ED25519_PRIVATE_KEY_LEN, &to->made);
  memguard_free(memguard_default_context(), both);
  return to->status == SECUREMEMORY_OK ? 0 : -1;
}

securememory_status ed25519_new(securememory_factory *factory, uint8_t public_key[32],
                                securememory_secret **out) {
  expansion to = {factory, public_key, NULL, SECUREMEMORY_ERR_INVALID};
  securememory_secret *seed = NULL;
  *out = NULL;
  securememory_status status = securememory_secret_new_random(factory, SEED, &seed);
  if (status == SECUREMEMORY_OK) status = securememory_secret_with_bytes(seed, expand, &to);
  if (status == SECUREMEMORY_ERR_CALLBACK) status = to.status;
  securememory_secret_destroy(seed);
  if (status != SECUREMEMORY_OK) securememory_secret_destroy(to.made);
  if (status == SECUREMEMORY_OK) *out = to.made;
  return status;
}

typedef struct signing {
  const uint8_t *message;
  size_t length;
  uint8_t *signature;
} signing;

static int sign(const unsigned char *key, size_t length, void *user) {
  const signing *what = user;
  if (length != ED25519_PRIVATE_KEY_LEN) return -1;
  return ED25519_sign(what->signature, what->message, what->length, key) == 1 ? 0 : -1;
}

securememory_status ed25519_sign(securememory_secret *key, const uint8_t *message, size_t length,
                                 uint8_t signature[64]) {
  signing what = {message, length, signature};
  return securememory_secret_with_bytes(key, sign, &what);
}
