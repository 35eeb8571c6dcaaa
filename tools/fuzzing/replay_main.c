// Runs a fuzz target once over each file named on the command line, as a test and without a fuzzing engine.
// Plain C, so that it runs under memory sanitizer too.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Weak: a target may prepare itself as it would for libFuzzer.
__attribute__((weak)) int LLVMFuzzerInitialize(int *argc, char ***argv);

// The buffer has the input's exact size, so that address sanitizer sees a read behind its end.
static uint8_t *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  uint8_t *data = NULL;
  if (fseek(file, 0, SEEK_END) == 0) {
    long end = ftell(file);
    *size = end > 0 ? (size_t)end : 0;
    rewind(file);
    data = malloc(*size > 0 ? *size : 1);
    if (data != NULL && fread(data, 1, *size, file) != *size) {
      free(data);
      data = NULL;
    }
  }
  fclose(file);
  return data;
}

static int replay(const char *path) {
  size_t size = 0;
  uint8_t *data = read_file(path, &size);
  if (data == NULL) {
    perror(path);
    return 1;
  }
  // Named before it runs: the last name printed is the input that failed.
  fprintf(stderr, "%s (%zu bytes)\n", path, size);
  int result = LLVMFuzzerTestOneInput(data, size);
  free(data);
  return result != 0 && result != -1;
}

int main(int argc, char **argv) {
  if (LLVMFuzzerInitialize != NULL) LLVMFuzzerInitialize(&argc, &argv);
  int failed = 0;
  for (int i = 1; i < argc; i++) failed |= replay(argv[i]);
  printf("%d inputs replayed\n", argc - 1);
  return failed;
}
