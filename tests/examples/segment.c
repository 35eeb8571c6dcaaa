/* segment.c: sealing and opening one segment, with the key open for no longer than that. */
#include "tests/examples/segment.h"

#include <string.h>

#include "memguard/bytes.h"

enum { RANDOM = HEADER - MAGIC, NONCE = RANDOM + 5 };

static void make_nonce(const struct segment *segment, uint8_t nonce[NONCE]) {
  memcpy(nonce, segment->header + MAGIC, RANDOM);
  for (int i = 0; i < 4; i++) nonce[RANDOM + i] = (uint8_t)(segment->number >> (24 - 8 * i));
  nonce[RANDOM + 4] = (uint8_t)segment->last;
}

/* The AEAD's state has a copy of the key, so it stands in locked memory and is wiped. */
static int begin(struct segment *segment, const unsigned char *key, size_t length) {
  const EVP_AEAD *algorithm = EVP_aead_xchacha20_poly1305();
  return segment->number != UINT32_MAX && length == EVP_AEAD_key_length(algorithm) &&
         EVP_AEAD_CTX_init(&segment->locked->aead, algorithm, key, length, TAG, NULL);
}
static int end(struct segment *segment, int ok) {
  memguard_wipe(&segment->locked->aead, sizeof segment->locked->aead);
  if (ok) segment->number++;
  return ok ? 0 : -1;
}

static int seal(const unsigned char *key, size_t length, void *user) {
  struct segment *s = user;
  uint8_t nonce[NONCE];
  make_nonce(s, nonce);
  int ok = begin(s, key, length) &&
           EVP_AEAD_CTX_seal(&s->locked->aead, s->sealed, &s->length, sizeof s->sealed, nonce,
                             NONCE, s->locked->plain, s->length, s->header, HEADER);
  return end(s, ok);
}

static int open(const unsigned char *key, size_t length, void *user) {
  struct segment *s = user;
  uint8_t nonce[NONCE];
  make_nonce(s, nonce);
  int ok = begin(s, key, length) &&
           EVP_AEAD_CTX_open(&s->locked->aead, s->locked->plain, &s->length, SEGMENT, nonce, NONCE,
                             s->sealed, s->length, s->header, HEADER);
  return end(s, ok);
}

securememory_status segment_seal(struct segment *segment) {
  return securememory_secret_with_bytes(segment->key, seal, segment);
}

securememory_status segment_open(struct segment *segment) {
  return securememory_secret_with_bytes(segment->key, open, segment);
}
