/* secret.c: which source, and what is refused before a byte is read. */
#include "tools/secmem/secret/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memguard/memguard.h"

static bool refuse(char *why, size_t capacity, const char *file, const char *text) {
  snprintf(why, capacity, "%s: %s", file, text);
  return false;
}

/* The size of a file is known at once; of a pipe or a device only when it ends. */
static bool check(int from, const char *file, size_t *expected, char *why, size_t capacity) {
  struct stat about;
  *expected = 0;
  if (fstat(from, &about) != 0) return refuse(why, capacity, file, strerror(errno));
  if (S_ISDIR(about.st_mode))
    return refuse(why, capacity, file, "is a directory, not a file with a secret");
  if (!S_ISREG(about.st_mode)) return true;
  if (about.st_size > SECRET_LARGEST) return refuse(why, capacity, file, "is larger than 64 KiB");
  *expected = (size_t)about.st_size;
  return true;
}

static bool get_from(memguard_context *context, int from, const char *file, secret *out, char *why,
                     size_t capacity) {
  size_t expected;
  char reason[200];
  if (!check(from, file, &expected, why, capacity)) return false;
  bool got = isatty(from) ? secret_typed(context, out, reason, sizeof reason)
                          : secret_read(context, from, expected, out, reason, sizeof reason);
  return got || refuse(why, capacity, file, reason);
}

static bool get_from_path(memguard_context *context, const char *file, secret *out, char *why,
                          size_t capacity) {
  char path[4096];
  const char *start = getenv("BUILD_WORKING_DIRECTORY");
  bool relative = file[0] != '/' && start != NULL && start[0] == '/';
  int length =
      snprintf(path, sizeof path, "%s%s%s", relative ? start : "", relative ? "/" : "", file);
  if (length >= (int)sizeof path) return refuse(why, capacity, file, strerror(ENAMETOOLONG));
  int from = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (from < 0) return refuse(why, capacity, file, strerror(errno));
  bool got = get_from(context, from, file, out, why, capacity);
  close(from);
  return got;
}

static bool get_random(memguard_context *context, secret *out, char *why, size_t capacity) {
  out->length = SECRET_RANDOM;
  out->bytes = memguard_malloc(context, out->length);
  if (out->bytes != NULL && memguard_scramble(out->bytes, out->length) == MEMGUARD_OK) return true;
  secret_drop(context, out);
  return refuse(why, capacity, "random secret", memcall_last_error()->text);
}

bool secret_get(memguard_context *context, const char *file, secret *out, char *why,
                size_t capacity) {
  *out = (secret){NULL, 0};
  if (file == NULL) return get_random(context, out, why, capacity);
  if (strcmp(file, "-") == 0)
    return get_from(context, STDIN_FILENO, "standard input", out, why, capacity);
  return get_from_path(context, file, out, why, capacity);
}

void secret_drop(memguard_context *context, secret *held) {
  memguard_free(context, held->bytes);
  *held = (secret){NULL, 0};
}
