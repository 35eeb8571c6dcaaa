/* secmem_secrets.c: the operations of secmem_fuzz.c that read secrets from files and pipes of the real system. What
   is typed needs a terminal, which the tests of the prompt have. */
#define _GNU_SOURCE /* memfd_create, F_SETPIPE_SZ */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/model.h"
#include "fuzz/secmem_state.h"
#include "fuzz/world.h"
#include "tools/secmem/secret/secret.h"

/* --- Where they come from -------------------------------------------------------------------- */

static void put(int to, size_t size, size_t seed) {
  for (size_t at = 0; at < size;) {
    size_t piece = size - at < FUZZ_ROOM ? size - at : FUZZ_ROOM;
    fuzz_secret_fill(fuzz_room, piece, seed); /* a secret repeats within FUZZ_ROOM */
    ssize_t put = write(to, fuzz_room, piece);
    FUZZ_CHECK(put == (ssize_t)piece);
    at += piece;
  }
}

static int file_of(size_t size, size_t seed) {
  int file = memfd_create("fuzz", MFD_CLOEXEC);
  FUZZ_CHECK(file >= 0);
  put(file, size, seed);
  return file;
}

/* Holds all that is put into it. */
static int pipe_of(size_t size, size_t seed) {
  int ends[2];
  FUZZ_CHECK(pipe2(ends, O_CLOEXEC) == 0);
  FUZZ_CHECK(fcntl(ends[1], F_SETPIPE_SZ, 1 << 17) >= 1 << 17);
  put(ends[1], size, seed);
  close(ends[1]);
  return ends[0];
}

/* --- What is read ---------------------------------------------------------------------------- */

/* The heap's refusals are the only ones that cannot be foretold. */
static void check_got(bool got, secret *held, size_t size, size_t seed, size_t capacity) {
  bool expected = size != 0 && size <= SECRET_LARGEST;
  bool short_of = fuzz_limited() || fuzz_disturbed() || size > FUZZ_ROOM / 2;
  check_text(got ? 0 : capacity);
  FUZZ_CHECK(got == expected || (!got && short_of));
  FUZZ_CHECK(got ? held->length == size && fuzz_secret_is(held->bytes, size, seed, 0)
                 : held->bytes == NULL && held->length == 0);
  secret_drop(context, held);
}

static void get(int from, size_t size, size_t seed, size_t capacity) {
  char path[64];
  secret held = {NULL, 1};
  snprintf(path, sizeof path, "/proc/self/fd/%d", from);
  memset(text, 'x', TEXT);
  bool got = secret_get(context, path, &held, text, capacity);
  close(from);
  check_got(got, &held, size, seed, capacity);
}

void op_file(const size_t *a) { get(file_of(2 * a[0], a[1]), 2 * a[0], a[1], a[2]); }
void op_pipe(const size_t *a) { get(pipe_of(a[0], a[1]), a[0], a[1], a[2]); }

/* What a file said of its size need not be true. */
void op_expect(const size_t *a) {
  secret held = {NULL, 1};
  int from = pipe_of(a[0], a[2]);
  memset(text, 'x', TEXT);
  bool got = secret_read(context, from, a[1], &held, text, sizeof text);
  close(from);
  check_got(got, &held, a[0], a[2], sizeof text);
}

static void refuse(const char *path, size_t capacity) {
  secret held = {NULL, 1};
  memset(text, 'x', TEXT);
  FUZZ_CHECK(!secret_get(context, path, &held, text, capacity));
  check_text(capacity);
  FUZZ_CHECK(held.bytes == NULL && held.length == 0);
}

void op_folder(const size_t *a) { refuse("/proc/self", a[0]); }
void op_missing(const size_t *a) { refuse("/proc/self/none", a[0]); }

void op_long_path(const size_t *a) {
  static char path[UINT16_MAX + 2];
  memset(path, 'p', a[0] + 1);
  path[0] = '/';
  path[a[0] + 1] = '\0';
  refuse(path, sizeof text);
}

void op_kernel(const size_t *a) {
  secret held = {NULL, 1};
  memset(text, 'x', TEXT);
  bool got = secret_get(context, NULL, &held, text, a[0]);
  check_text(got ? 0 : a[0]);
  FUZZ_CHECK(got ? held.length == SECRET_RANDOM && !fuzz_zero(held.bytes, held.length)
                 : held.bytes == NULL && (fuzz_limited() || fuzz_disturbed()));
  secret_drop(context, &held);
}

void op_input(const size_t *a) {
  secret held = {NULL, 1};
  int from = pipe_of(a[0], a[1]), before = dup(STDIN_FILENO);
  FUZZ_CHECK(dup2(from, STDIN_FILENO) == STDIN_FILENO);
  close(from);
  memset(text, 'x', TEXT);
  bool got = secret_get(context, "-", &held, text, a[2]);
  close(STDIN_FILENO);
  if (before >= 0) dup2(before, STDIN_FILENO), close(before);
  check_got(got, &held, a[0], a[1], a[2]);
}

/* From a folder that `bazel run` names, if it is an absolute path, else from here, which may be anywhere. */
void op_relative(const size_t *a) {
  static const char *const kFolders[] = {"/proc/self/fd", "/", "", "proc", NULL};
  const char *folder = kFolders[a[2] % 5];
  char path[256] = "";
  secret held = {NULL, 1};
  int from = pipe_of(a[0], a[1]);
  for (int up = 0; up < 40 && a[2] % 5 != 0; up++) strcat(path, "../");
  snprintf(path + strlen(path), 64, "%s%d", a[2] % 5 != 0 ? "proc/self/fd/" : "", from);
  if (folder != NULL) setenv("BUILD_WORKING_DIRECTORY", folder, 1);
  memset(text, 'x', TEXT);
  bool got = secret_get(context, path, &held, text, TEXT - 1);
  unsetenv("BUILD_WORKING_DIRECTORY");
  close(from);
  check_got(got, &held, a[0], a[1], TEXT - 1);
}
