/* segment.h: one segment of an encrypted file: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) under a
   nonce made of the file's random bytes, the segment's number and whether it is the last one (the
   STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). So segments cannot be
   changed, moved or left out, and a file cannot be cut off. */
#ifndef TESTS_EXAMPLES_SEGMENT_H
#define TESTS_EXAMPLES_SEGMENT_H

#include <openssl/aead.h>

#include "securememory/securememory.h"

enum { SEGMENT = 16384, TAG = 16, KEY = 32, MAGIC = 5, HEADER = 24 };

struct locked { /* belongs into the locked heap */
  EVP_AEAD_CTX aead;
  uint8_t plain[SEGMENT];
};

struct segment {
  securememory_secret *key;
  struct locked *locked;
  size_t length; /* of plain before and sealed after seal, and the other way round */
  uint32_t number;
  int last;
  uint8_t header[HEADER], sealed[SEGMENT + TAG];
};

/* CALLBACK: what stands in sealed is not this segment under this key, or there are too many. Else
   securememory_secret_with_bytes'. */
securememory_status segment_seal(struct segment *segment);
securememory_status segment_open(struct segment *segment);

#endif
