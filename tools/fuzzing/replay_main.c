/* replay_main.c: runs a fuzz target once over inputs that every target has to stand and over each file that is
   named on the command line, as a test and without a fuzzing engine. Plain C, so that it runs under memory sanitizer
   too.

   -print FILE…: the files alone, as the C that they stand for, where the target can print (fuzz/README.md). */
#define _POSIX_C_SOURCE 200809L /* setenv */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Weak: a target may prepare itself as it would for libFuzzer. */
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

/* --- Inputs ---------------------------------------------------------------------------------- */

/* A copy of exact size, so that address sanitizer sees a read behind its end. */
static int run(const char *name, const uint8_t *bytes, size_t size) {
  uint8_t *data = malloc(size > 0 ? size : 1);
  if (data == NULL) return 1;
  if (size > 0) memcpy(data, bytes, size);
  /* Named before it runs: the last name printed is the input that failed. */
  fprintf(stderr, "%s (%zu bytes)\n", name, size);
  int result = LLVMFuzzerTestOneInput(data, size);
  free(data);
  return result != 0 && result != -1;
}

enum { EDGE = 1 << 16 };

static int run_edges(void) {
  static uint8_t bytes[EDGE];
  int failed =
      run("nothing", bytes, 0) | run("a zero byte", bytes, 1) | run("64 KiB of zeros", bytes, EDGE);
  memset(bytes, 0xff, EDGE);
  failed |= run("a byte of ones", bytes, 1) | run("64 KiB of ones", bytes, EDGE);
  for (size_t i = 0; i < EDGE; i++) bytes[i] = (uint8_t)(i * i >> 3);
  return failed | run("64 KiB of squares", bytes, EDGE);
}

/* --- Files ----------------------------------------------------------------------------------- */

static uint8_t *read_all(FILE *file, size_t *size) {
  if (fseek(file, 0, SEEK_END) != 0) return NULL;
  long end = ftell(file);
  *size = end > 0 ? (size_t)end : 0;
  rewind(file);
  uint8_t *data = malloc(*size > 0 ? *size : 1);
  if (data == NULL || fread(data, 1, *size, file) == *size) return data;
  free(data);
  return NULL;
}

static int run_file(const char *path) {
  size_t size = 0;
  FILE *file = fopen(path, "rb");
  uint8_t *data = file != NULL ? read_all(file, &size) : NULL;
  int failed = 1;
  if (data != NULL)
    failed = run(path, data, size);
  else
    perror(path);
  free(data);
  if (file != NULL) fclose(file);
  return failed;
}

int main(int argc, char **argv) {
  int prints = argc > 1 && strcmp(argv[1], "-print") == 0, failed = 0;
  if (prints) setenv("FUZZ_PRINT", "1", 1);
  if (LLVMFuzzerInitialize != NULL) LLVMFuzzerInitialize(&argc, &argv);
  if (!prints) failed = run_edges();
  for (int i = 1 + prints; i < argc; i++) failed |= run_file(argv[i]);
  fprintf(stderr, "%d files replayed\n", argc - 1 - prints);
  return failed;
}
