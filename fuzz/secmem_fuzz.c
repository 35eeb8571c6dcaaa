/* secmem_fuzz.c: the command line of secmem against a second understanding of it. Operations: secmem.inc.
   Configuration: context.h. */
#include <string.h>

#include "fuzz/secmem_state.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "tools/secmem/args.h"

enum { WORDS = 12, LETTERS = 64 };

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

memguard_context *context;
char text[TEXT];
static char words[WORDS][LETTERS];
static size_t count; /* of words, the last of which grows */

/* --- Words ----------------------------------------------------------------------------------- */

static const char *const kPieces[] = {
    "attack", "doctor",    "help",   "version",    "attack-victim", "--help",
    "-h",     "--version", "--json", "--no-color", "--quiet",       "--secret-file",
    "=",      "-",         "x",      "--",         "bench",         "--html",
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
  bool attack = out->command == SECMEM_ATTACK, bench = out->command == SECMEM_BENCH;
  for (; at < count; at++) {
    const char *word = words[at];
    if (is(word, "--help") || is(word, "-h"))
      out->command = SECMEM_HELP;
    else if (is(word, "--json"))
      out->json = true;
    else if (is(word, "--no-color"))
      out->no_color = true;
    else if ((attack || bench) && is(word, "--quiet"))
      out->quiet = true;
    else if (attack && is(word, "--html"))
      out->html = true;
    else if (attack && is(word, "--secret-file") && at + 1 < count && words[at + 1][0] != '\0')
      out->secret_file = words[++at];
    else if (attack && strncmp(word, "--secret-file=", 14) == 0 && word[14] != '\0')
      out->secret_file = word + 14;
    else
      return false;
  }
  return !out->json || !out->html;
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
  if (is(word, "bench")) return out->command = SECMEM_BENCH, understand_flags(1, out);
  return false;
}

void check_text(size_t capacity) {
  FUZZ_CHECK(capacity == 0 || memchr(text, '\0', capacity) != NULL);
  for (size_t i = capacity; i < TEXT; i++) FUZZ_CHECK(text[i] == 'x');
}

static bool same(const secmem_args *a, const secmem_args *b) {
  bool files = a->secret_file == b->secret_file;
  return files && a->command == b->command && a->json == b->json && a->html == b->html &&
         a->quiet == b->quiet && a->no_color == b->no_color;
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

void fuzz_begin(size_t config) {
  forget_words();
  context = fuzz_context_new(config);
}

void fuzz_end(void) {
  op_parse((const size_t[]){TEXT - 1});
  fuzz_context_end(context);
}
