/* blake2b.c: one block of BLAKE2b-256. The names are those of RFC 7693. */
#include "lib/memguard/enclave/blake2b.h"

#include <stdint.h>
#include <string.h>

/* 2.6. Initialization vector; the first word with 2.5's parameters: no key, 32 bytes of digest. */
#define IV0 UINT64_C(0x6a09e667f3bcc908)
#define IV1 UINT64_C(0xbb67ae8584caa73b)
#define IV2 UINT64_C(0x3c6ef372fe94f82b)
#define IV3 UINT64_C(0xa54ff53a5f1d36f1)
#define IV4 UINT64_C(0x510e527fade682d1)
#define IV5 UINT64_C(0x9b05688c2b3e6c1f)
#define IV6 UINT64_C(0x1f83d9abfb41bd6b)
#define IV7 UINT64_C(0x5be0cd19137e2179)
#define H0 (IV0 ^ UINT64_C(0x01010020))

static inline uint64_t rotate(uint64_t word, unsigned bits) {
  return word >> bits | word << (64 - bits);
}

/* 3.1. Mixing function G. */
static inline void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d, uint64_t x, uint64_t y) {
  *a += *b + x;
  *d = rotate(*d ^ *a, 32);
  *c += *d;
  *b = rotate(*b ^ *c, 24);
  *a += *b + y;
  *d = rotate(*d ^ *a, 16);
  *c += *d;
  *b = rotate(*b ^ *c, 63);
}

/* 2.7. One round; s is a row of the message schedule. Variables instead of an array keep the state
   in registers. */
#define G(a, b, c, d, x, y) mix(&v##a, &v##b, &v##c, &v##d, m[x], m[y])
#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15) \
  G(0, 4, 8, 12, s0, s1), G(1, 5, 9, 13, s2, s3), G(2, 6, 10, 14, s4, s5),          \
      G(3, 7, 11, 15, s6, s7), G(0, 5, 10, 15, s8, s9), G(1, 6, 11, 12, s10, s11),  \
      G(2, 7, 8, 13, s12, s13), G(3, 4, 9, 14, s14, s15)

/* 3.2. Compression function F, of the first and last block. */
static void compress(const uint64_t m[16], uint64_t length, uint64_t h[4]) {
  uint64_t v0 = H0, v1 = IV1, v2 = IV2, v3 = IV3, v4 = IV4, v5 = IV5, v6 = IV6, v7 = IV7;
  uint64_t v8 = IV0, v9 = IV1, v10 = IV2, v11 = IV3, v12 = IV4 ^ length, v13 = IV5, v14 = ~IV6,
           v15 = IV7;
  ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
  ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4);
  ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8);
  ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13);
  ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9);
  ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11);
  ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10);
  ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5);
  ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0);
  ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3);
  h[0] = H0 ^ v0 ^ v8;
  h[1] = IV1 ^ v1 ^ v9;
  h[2] = IV2 ^ v2 ^ v10;
  h[3] = IV3 ^ v3 ^ v11;
}

/* Words are little-endian, as every platform here is. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "BLAKE2b's words are read as they stand");

void memguard_blake2b_256(const void *bytes, size_t length, unsigned char out[32]) {
  uint64_t m[MEMGUARD_BLAKE2B_BLOCK / 8] = {0}, h[4];
  if (length != 0) memcpy(m, bytes, length);
  compress(m, length, h);
  memcpy(out, h, sizeof h);
}
