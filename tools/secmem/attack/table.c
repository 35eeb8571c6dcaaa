/* table.c: channels down, storages across: as many beside each other as the terminal has room for,
   and the others below them. */
#include <stdio.h>
#include <string.h>

#include "tools/secmem/attack/wording.h"

enum { FIRST_WIDTH = 17, FACT_WIDTH = 8 };

static void print_fact(const text_style *style, const char *name, const char *value) {
  text_put(style, TEXT_PLAIN, 2, "");
  text_put(style, TEXT_PLAIN, FACT_WIDTH, name);
  text_wrap(style, 2 + FACT_WIDTH, value);
}

static void print_scene(const attack_table *table, const text_style *style) {
  const attack_scene *scene = &table->scene;
  char limit[32], title[160], text[500];
  text_size(limit, sizeof limit, scene->lock_limit);
  snprintf(title, sizeof title, "secmem attack: %s of %zu bytes, kept in %d ways, attacked in %d",
           scene->secret, scene->length, table->storages, (int)ATTACK_CHANNELS);
  text_title(style, title);
  print_fact(style, "run as", scene->user);
  snprintf(text, sizeof text, "%s, %zu-byte pages, core_pattern \"%s\"", scene->kernel,
           scene->page_size, scene->core_pattern);
  print_fact(style, "on", text);
  bool locked = attack_table_locked(table);
  snprintf(text, sizeof text, "%s (lock limit: %s%s)", locked ? "yes" : "no", limit,
           locked ? "" : "; \"secmem doctor\" says how to raise it");
  print_fact(style, "locked", text);
}

static text_colour colour_of(const attack_cell *cell) {
  if (cell->result == ATTACK_UNTESTED || cell->result == ATTACK_MISSING) return TEXT_DIM;
  if (cell->result == ATTACK_CLOSED) return TEXT_GREEN;
  return attack_breaks_promise(cell) || cell->storage == ATTACK_MALLOC ? TEXT_RED : TEXT_YELLOW;
}

static const char *second_line(const attack_cell *cell) {
  if (cell->result != ATTACK_LEAKED || cell->storage == ATTACK_MALLOC) return "";
  if (attack_is_peer(cell->storage)) return "";
  return cell->promised ? "(promised!)" : "(not promised)";
}

/* --- Columns --------------------------------------------------------------------------------- */

/* The storages from first to last, beside each other. */
typedef struct columns {
  int first, last;
} columns;

/* A name of two words stands on two lines; below a name of one word may stand what it is for. */
static void put_name(const text_style *style, int width, int storage, bool second) {
  const char *name = attack_storage_name((attack_storage)storage);
  size_t first = strcspn(name, " ");
  char word[24];
  snprintf(word, sizeof word, "%.*s", (int)first, name);
  if (!second) {
    text_put(style, TEXT_BOLD, width, word);
  } else if (storage == ATTACK_MALLOC) {
    text_put(style, TEXT_DIM, width, "(control)");
  } else if (attack_is_peer((attack_storage)storage)) {
    text_put(style, TEXT_DIM, width, "(peer)");
  } else {
    text_put(style, TEXT_BOLD, width, name[first] != '\0' ? name + first + 1 : "");
  }
}

static int larger(int width, const char *text) {
  int length = (int)strlen(text);
  return length > width ? length : width;
}

/* Of the widest thing in the column. */
static int width_of(const attack_table *table, int storage) {
  int width = storage == ATTACK_MALLOC ? 9 : 6;
  const char *name = attack_storage_name((attack_storage)storage), *blank = strchr(name, ' ');
  width = larger(width, blank != NULL ? blank + 1 : name);
  if (blank != NULL && (int)(blank - name) > width) width = (int)(blank - name);
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
    const attack_cell *cell = &table->cells[storage][channel];
    width = larger(larger(width, second_line(cell)), attack_result_name(cell->result));
  }
  return width;
}

/* As many as fit from here on, and at least one. */
static columns fit(const attack_table *table, int first, int room) {
  columns out = {first, first};
  int used = FIRST_WIDTH + width_of(table, first);
  while (out.last + 1 < table->storages) {
    used += 1 + width_of(table, out.last + 1);
    if (used > room) break;
    out.last++;
  }
  return out;
}

/* A space behind each column but the last of a line, which ends where its text does. */
static int padded(const attack_table *table, int storage, int last) {
  return storage < last ? width_of(table, storage) + 1 : 0;
}

static bool has_second(int storage) {
  return storage == ATTACK_MALLOC || attack_is_peer((attack_storage)storage) ||
         strchr(attack_storage_name((attack_storage)storage), ' ') != NULL;
}

static void print_heads(const attack_table *table, columns shown, const text_style *style) {
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, "");
  for (int storage = shown.first; storage <= shown.last; storage++)
    put_name(style, padded(table, storage, shown.last), storage, false);
  putc('\n', style->to);
  int last = shown.last;
  while (last >= shown.first && !has_second(last)) last--;
  if (last < shown.first) return;
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, "");
  for (int storage = shown.first; storage <= last; storage++)
    put_name(style, padded(table, storage, last), storage, true);
  putc('\n', style->to);
}

static void print_results(const attack_table *table, int channel, columns shown,
                          const text_style *style) {
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, attack_channel_name((attack_channel)channel));
  for (int storage = shown.first; storage <= shown.last; storage++) {
    const attack_cell *cell = &table->cells[storage][channel];
    const char *word = attack_breaks_promise(cell) ? "LEAKED" : attack_result_name(cell->result);
    text_put(style, colour_of(cell), padded(table, storage, shown.last), word);
  }
  putc('\n', style->to);
}

static void print_second_lines(const attack_table *table, int channel, columns shown,
                               const text_style *style) {
  int last = shown.last;
  while (last >= shown.first && second_line(&table->cells[last][channel])[0] == '\0') last--;
  if (last < shown.first) return;
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, "");
  for (int storage = shown.first; storage <= last; storage++) {
    const attack_cell *cell = &table->cells[storage][channel];
    text_put(style, attack_breaks_promise(cell) ? TEXT_RED : TEXT_DIM, padded(table, storage, last),
             second_line(cell));
  }
  putc('\n', style->to);
}

void attack_table_print(const attack_table *table, const text_style *style) {
  print_scene(table, style);
  for (columns shown = {0, -1}; shown.last + 1 < table->storages;) {
    shown = fit(table, shown.last + 1, style->columns);
    putc('\n', style->to);
    print_heads(table, shown, style);
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
      print_results(table, channel, shown, style);
      print_second_lines(table, channel, shown, style);
    }
  }
  attack_notes_print(table, style);
}
