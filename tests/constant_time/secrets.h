/* secrets.h: bytes on which no decision and no address may depend. Valgrind's memcheck follows what is
   computed from undefined bytes, through assembly as well, and complains where a branch, an address or
   a system call depends on it. */
#ifndef TESTS_CONSTANT_TIME_SECRETS_H
#define TESTS_CONSTANT_TIME_SECRETS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/memcheck.h>

#define SECRET(bytes, length) ((void)VALGRIND_MAKE_MEM_UNDEFINED(bytes, length))
#define PUBLIC(bytes, length) ((void)VALGRIND_MAKE_MEM_DEFINED(bytes, length))
/* Whether every byte of it still counts as secret: what was lost on the way is not looked at. */
static inline bool is_secret(const void *bytes, size_t length) {
  const unsigned char *byte = bytes;
  unsigned char undefined = 0;
  for (size_t i = 0; i < length; i++)
    if (VALGRIND_GET_VBITS(byte + i, &undefined, 1) != 1 || undefined == 0) return false;
  return true;
}

#define CHECK(condition) check(condition, #condition, __LINE__)
static inline void check(int holds, const char *condition, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s\n", line, condition);
  exit(1);
}

/* One for each part of the library; each ends with nothing alive. */
void bytes_are_secret(void);
void heap_is_secret(void);
void buffers_are_secret(void);
void enclaves_are_secret(void);
void streams_are_secret(void);
void secrets_are_secret(void);

#endif
