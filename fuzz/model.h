/* model.h: secrets that can be told apart and found again: half of each is one mark, half follows
   from its seed. */
#ifndef FUZZ_MODEL_H
#define FUZZ_MODEL_H

#include <stdbool.h>
#include <stddef.h>

enum { FUZZ_MARK = 8 };
extern const unsigned char fuzz_mark[FUZZ_MARK];

/* Byte `at` of the secret with this seed. */
unsigned char fuzz_secret_byte(size_t seed, size_t at);
void fuzz_secret_fill(void *bytes, size_t size, size_t seed);

/* bytes are those of the secret from `from` on. */
bool fuzz_secret_is(const void *bytes, size_t size, size_t seed, size_t from);
bool fuzz_same(size_t seed, size_t other, size_t size); /* two secrets of this size */
bool fuzz_zero(const void *bytes, size_t size);

/* Room for arguments and answers of calls: at most so many bytes; contents of the last user. */
enum { FUZZ_ROOM = 1 << 16 };
extern unsigned char fuzz_room[FUZZ_ROOM];

#endif
