/* secmem_fuzz.c: the command line of secmem against a second understanding of it, and secrets that it
   reads from files and pipes of the real system. Operations: secmem.inc. Configuration: context.h. */
#define _GNU_SOURCE /* memfd_create, F_SETPIPE_SZ */
#define FUZZ_OPS "fuzz/secmem.inc"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/context.h"
#include "fuzz/model.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "tools/secmem/args.h"
#include "tools/secmem/secret/secret.h"

enum { WORDS = 12, LETTERS = 64, TEXT = 256 };

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

static memguard_context *context;
static char words[WORDS][LETTERS], text[TEXT];
static size_t count; /* of words, the last of which grows */

/* --- Words ----------------------------------------------------------------------------------- */

static const char *const kPieces[] = {
    "attack", "doctor",    "help",   "version",    "attack-victim", "--help",
    "-h",     "--version", "--json", "--no-color", "--quiet",       "--secret-file",
    "=",      "-",         "x",      "--",
};

void op_piece(const size_t *a) {
  char *word = words[count - 1];
  const char *piece = kPieces[a[0] % (sizeof kPieces / sizeof *kPieces)];
  size_t length = strlen(word);
  if (length + strlen(piece) < LETTERS) memcpy(word + length, piece, strlen(piece) + 1);
}

void op_byte(const size_t *a) {
  char *word = words[count - 1];
  size_t length = strlen(word);
  if (length + 1 < LETTERS) word[length] = (char)a[0];
}

void op_next_word(const size_t *a) {
  (void)a;
  if (count < WORDS) count++;
}

static bool is(const char *word, const char *other) { return strcmp(word, other) == 0; }

/* As the help describes it: what a line of words means, or that it is none. */
static bool understand_flags(size_t at, secmem_args *out) {
  bool attack = out->command == SECMEM_ATTACK;
  for (; at < count; at++) {
    const char *word = words[at];
    if (is(word, "--help") || is(word, "-h"))
      out->command = SECMEM_HELP;
    else if (is(word, "--json"))
      out->json = true;
    else if (is(word, "--no-color"))
      out->no_color = true;
    else if (attack && is(word, "--quiet"))
      out->quiet = true;
    else if (attack && is(word, "--secret-file") && at + 1 < count && words[at + 1][0] != '\0')
      out->secret_file = words[++at];
    else if (attack && strncmp(word, "--secret-file=", 14) == 0 && word[14] != '\0')
      out->secret_file = word + 14;
    else
      return false;
  }
  return true;
}

static bool understand(secmem_args *out) {
  const char *word = words[0];
  *out = (secmem_args){.command = SECMEM_HELP};
  if (is(word, "help") || is(word, "--help") || is(word, "-h")) return count == 1;
  if (is(word, "version") || is(word, "--version"))
    return out->command = SECMEM_VERSION, count == 1;
  if (is(word, "attack-victim")) return out->command = SECMEM_VICTIM, true;
  if (is(word, "attack")) return out->command = SECMEM_ATTACK, understand_flags(1, out);
  if (is(word, "doctor")) return out->command = SECMEM_DOCTOR, understand_flags(1, out);
  return false;
}

/* A sentence that ends where its room does. */
static void check_text(size_t capacity) {
  FUZZ_CHECK(capacity == 0 || memchr(text, '\0', capacity) != NULL);
  for (size_t i = capacity; i < TEXT; i++) FUZZ_CHECK(text[i] == 'x');
}

static bool same(const secmem_args *a, const secmem_args *b) {
  bool files = a->secret_file == b->secret_file;
  return files && a->command == b->command && a->json == b->json && a->quiet == b->quiet &&
         a->no_color == b->no_color;
}

static void forget_words(void) {
  memset(words, 0, sizeof words);
  count = 1;
}

void op_parse(const size_t *a) {
  char name[] = "secmem", *argv[WORDS + 2] = {name};
  secmem_args args, expected;
  for (size_t i = 0; i < count; i++) argv[i + 1] = words[i];
  memset(text, 'x', TEXT);
  bool understood = secmem_args_parse((int)count + 1, argv, &args, text, a[0]);
  check_text(understood ? 0 : a[0]);
  FUZZ_CHECK(understood == understand(&expected));
  if (understood) FUZZ_CHECK(same(&args, &expected));
  FUZZ_CHECK(!secmem_args_parse(1, argv, &args, text, sizeof text));
  forget_words();
}

/* --- Secrets --------------------------------------------------------------------------------- */

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

void fuzz_begin(size_t config) {
  forget_words();
  context = fuzz_context_new(config);
}

void fuzz_end(void) {
  op_parse((const size_t[]){TEXT - 1});
  fuzz_context_end(context);
}
