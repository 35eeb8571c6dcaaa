/* check.h: what programs in plain C say when something is not as it should be. Each condition is also
   a decision, at which memory sanitizer looks whether its bytes were written. */
#ifndef TESTS_INITIALIZED_CHECK_H
#define TESTS_INITIALIZED_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "memcall/memcall.h"

#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)
static inline void check(bool holds, const char *condition, const char *file, int line) {
  if (holds) return;
  fprintf(stderr, "%s:%d: %s (%s)\n", file, line, condition, memcall_last_error()->text);
  exit(1);
}

/* Looks at every byte. */
static inline void check_zeros(const unsigned char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) CHECK(bytes[i] == 0);
}
static inline void check_same(const unsigned char *a, const unsigned char *b, size_t length) {
  for (size_t i = 0; i < length; i++) CHECK(a[i] == b[i]);
}

#endif
