/* page_drawing.c: one row below the other, low addresses on top. Rows are as high as their words
   need, for a guard page and a secret of 32 bytes would not both be seen on one scale; what is drawn
   to scale is the order, and what is measured stands beside it. */
#include <stdio.h>

#include "tools/secmem/attack/page.h"
#include "tools/secmem/attack/page_rows.h"

enum {
  WIDTH = 400,
  BOX_AT = 72,
  BOX_WIDTH = 92,
  TEXT_AT = 176,
  LINE = 16,
  PADDING = 10,
  LINES = 3
};

typedef struct label {
  char lines[LINES][96];
  int count;
} label;

/* --- Words ----------------------------------------------------------------------------------- */

static const char *access_of(uint64_t has) {
  if ((has & ATTACK_PAGE_WRITE) != 0) return "readable and writable";
  return (has & ATTACK_PAGE_READ) != 0 ? "read-only" : "no access";
}

static const char *fork_of(uint64_t has) {
  if ((has & ATTACK_PAGE_FORK_ZERO) != 0) return "zeros in a child";
  return (has & ATTACK_PAGE_FORK_ABSENT) != 0 ? "absent in a child" : "copied to a child";
}

static const char *name_of(attack_row_kind kind, attack_storage storage) {
  static const char *const kNames[ATTACK_ROW_KINDS] = {
      [ATTACK_ROW_GUARD] = "guard",        [ATTACK_ROW_UNUSED] = "not used yet",
      [ATTACK_ROW_OTHER] = "other pages",  [ATTACK_ROW_REST] = "rest of the page",
      [ATTACK_ROW_BESIDE] = "canary",      [ATTACK_ROW_SECRET] = "the secret",
      [ATTACK_ROW_KEY] = "the key's page",
  };
  if (kind != ATTACK_ROW_BESIDE) return kNames[kind];
  if (storage == ATTACK_MALLOC) return "the C library's notes";
  return attack_is_peer(storage) ? "its own notes" : kNames[kind];
}

/* To the byte where that matters: a canary of 3.9 KiB would leave a doubt. */
static void size_of(char *to, size_t capacity, uint64_t bytes) {
  if (bytes % 1024 == 0) {
    text_size(to, capacity, (size_t)bytes);
  } else {
    snprintf(to, capacity, "%llu bytes", (unsigned long long)bytes);
  }
}

static void describe(const attack_row *row, attack_storage storage, label *out) {
  char size[32];
  bool matters = row->kind == ATTACK_ROW_SECRET || row->kind == ATTACK_ROW_KEY;
  size_of(size, sizeof size, row->bytes);
  snprintf(out->lines[0], sizeof out->lines[0], "%s, %s", name_of(row->kind, storage), size);
  out->count = matters ? 3 : 1;
  if (!matters) return;
  snprintf(out->lines[1], sizeof out->lines[1], "%s, %s", access_of(row->has),
           (row->has & ATTACK_PAGE_LOCKED) != 0 ? "locked" : "not locked");
  snprintf(out->lines[2], sizeof out->lines[2], "%s core dumps, %s",
           (row->has & ATTACK_PAGE_NO_DUMP) != 0 ? "not in" : "in", fork_of(row->has));
}

/* --- Shapes ---------------------------------------------------------------------------------- */

static int height_of(const label *words) { return words->count * LINE + PADDING; }

static void put_label(const label *words, int y, FILE *to) {
  for (int i = 0; i < words->count; i++)
    fprintf(to, "<text x=\"%d\" y=\"%d\"%s>%s</text>\n", TEXT_AT, y + PADDING / 2 + 12 + i * LINE,
            i == 0 ? "" : " class=\"less\"", words->lines[i]);
}

static void put_box(const char *style, int y, int height, FILE *to) {
  fprintf(to, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", style, BOX_AT,
          y, BOX_WIDTH, height);
}

static void put_row(const attack_row *row, attack_storage storage, int *y, FILE *to) {
  static const char *const kStyles[ATTACK_ROW_KINDS] = {
      [ATTACK_ROW_GUARD] = "guard", [ATTACK_ROW_UNUSED] = "unused", [ATTACK_ROW_OTHER] = "other",
      [ATTACK_ROW_REST] = "other",  [ATTACK_ROW_BESIDE] = "canary", [ATTACK_ROW_SECRET] = "secret",
      [ATTACK_ROW_KEY] = "key"};
  label words;
  describe(row, storage, &words);
  put_box(kStyles[row->kind], *y, height_of(&words), to);
  fprintf(to, "<text class=\"offset\" x=\"%d\" y=\"%d\">+0x%llx</text>\n", BOX_AT - 6, *y + 11,
          (unsigned long long)row->offset);
  put_label(&words, *y, to);
  *y += height_of(&words);
}

/* Where it is does not matter, so it was not measured; it hangs above the key's pages. */
static void put_ciphertext(int *y, FILE *to) {
  const label words = {{"the ciphertext", "in ordinary memory,", "worth nothing without the key"},
                       3};
  put_box("cipher", *y, height_of(&words), to);
  put_label(&words, *y, to);
  *y += height_of(&words) + LINE;
}

/* --- All of it ------------------------------------------------------------------------------- */

static int total_height(const attack_rows *rows, attack_storage storage, bool sealed) {
  label words;
  int height = 2 + (sealed ? LINES * LINE + PADDING + LINE : 0);
  for (int i = 0; i < rows->count; i++) {
    describe(&rows->all[i], storage, &words);
    height += height_of(&words);
  }
  return height;
}

static void put_description(const attack_rows *rows, attack_storage storage, bool sealed,
                            FILE *to) {
  fprintf(to, "<title id=\"drawing-%d\">Memory around a secret: %s</title>\n<desc>", (int)storage,
          attack_storage_name(storage));
  if (sealed) fputs("The ciphertext is in ordinary memory. The key: ", to);
  for (int i = 0; i < rows->count; i++) {
    label words;
    describe(&rows->all[i], storage, &words);
    for (int line = 0; line < words.count; line++)
      fprintf(to, "%s%s", words.lines[line], line + 1 < words.count ? ", " : "");
    fputs(i + 1 < rows->count ? "; " : ".", to);
  }
  fputs("</desc>\n", to);
}

void attack_page_drawing(const attack_layout *layout, attack_storage storage, FILE *to) {
  attack_rows rows;
  int y = 1;
  bool sealed = layout->length == 0;
  attack_rows_of(layout, &rows);
  fprintf(to, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"drawing-%d\">\n", WIDTH,
          total_height(&rows, storage, sealed), (int)storage);
  put_description(&rows, storage, sealed, to);
  if (sealed) put_ciphertext(&y, to);
  for (int i = 0; i < rows.count; i++) put_row(&rows.all[i], storage, &y, to);
  fputs("</svg>\n", to);
}
