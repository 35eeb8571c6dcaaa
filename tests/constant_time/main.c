/* main.c: everything under Valgrind; with an argument, a comparison that stops at the first difference,
   which must be found. */
#include <string.h>

#include "tests/constant_time/secrets.h"

static int early_exit(const unsigned char *a, const unsigned char *b, size_t length) {
  for (size_t i = 0; i < length; i++)
    if (a[i] != b[i]) return 1;
  return 0;
}

static int control(void) {
  unsigned char a[32] = {1}, b[32] = {1};
  SECRET(a, sizeof a);
  int differ = early_exit(a, b, sizeof a);
  PUBLIC(&differ, sizeof differ);
  return differ;
}

int main(int argc, char **argv) {
  (void)argv;
  CHECK(RUNNING_ON_VALGRIND != 0);
  if (argc > 1) return control();
  bytes_are_secret();
  heap_is_secret();
  buffers_are_secret();
  streams_are_secret();
  enclaves_are_secret();
  secrets_are_secret();
  return 0;
}
