/* print.c: a program as the C that it stands for, to become a test, with the assembler's line behind
   each call, to become a file of corpus_src. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/ops.h"

bool fuzz_prints(void) {
  static int known;
  if (known == 0) known = getenv("FUZZ_PRINT") != NULL ? 2 : 1;
  return known == 2;
}

static void print_value(size_t value) {
  if (value > UINT16_MAX)
    printf("SIZE_MAX - %zu", SIZE_MAX - value);
  else
    printf("%zu", value);
}

static void print_line(const char *name, const char *letters, const size_t *arguments) {
  printf("  // %s", name);
  for (size_t i = 0; letters[i] != '\0'; i++)
    if (arguments[i] > UINT16_MAX)
      printf(" -%zu", SIZE_MAX - arguments[i] + 1);
    else
      printf(" %zu", arguments[i]);
  printf("\n");
  fflush(stdout);
}

void fuzz_print(const char *call, const char *name, const char *letters, const size_t *arguments) {
  for (const char *at = call; *at != '\0'; at++)
    if (*at == '$')
      print_value(arguments[*++at - '0']);
    else
      putchar(*at);
  print_line(name, letters, arguments);
}
