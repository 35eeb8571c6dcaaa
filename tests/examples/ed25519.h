/* ed25519.h: Ed25519 (RFC 8032) with a private key that is a secret of 64 bytes: the seed, and the
   public key behind it, as BoringSSL takes it. */
#ifndef TESTS_EXAMPLES_ED25519_H
#define TESTS_EXAMPLES_ED25519_H

#include <stdint.h>

#include "securememory/secret.h"

MEMCALL_BEGIN

/* Statuses of the constructors of secrets and of securememory_secret_with_bytes. */
securememory_status ed25519_new(securememory_factory *factory, uint8_t public_key[32],
                                securememory_secret **out);
securememory_status ed25519_sign(securememory_secret *key, const uint8_t *message, size_t length,
                                 uint8_t signature[64]);

MEMCALL_END

#endif
