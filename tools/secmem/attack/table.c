/* table.c: channels down, storages across, in 80 columns. */
#include <stdio.h>
#include <string.h>

#include "tools/secmem/attack/report.h"

enum { FIRST_WIDTH = 17 };
static const int kWidths[ATTACK_STORAGES] = {10, 15, 15, 15, 0};

static void print_scene(const attack_table *table, const text_style *style) {
  const attack_scene *scene = &table->scene;
  char limit[32], title[160];
  text_size(limit, sizeof limit, scene->lock_limit);
  snprintf(title, sizeof title, "secmem attack: %s of %zu bytes, kept in %d ways, attacked in %d\n",
           scene->secret, scene->length, (int)ATTACK_STORAGES, (int)ATTACK_CHANNELS);
  text_put(style, TEXT_BOLD, 0, title);
  fprintf(style->to, "  run as  %s\n  on      %s, %zu-byte pages, core_pattern \"%s\"\n",
          scene->user, scene->kernel, scene->page_size, scene->core_pattern);
  bool locked = attack_table_locked(table);
  fprintf(style->to, "  locked  %s (lock limit: %s%s)\n\n", locked ? "yes" : "no", limit,
          locked ? "" : "; \"secmem doctor\" says how to raise it");
}

static void print_heads(const text_style *style) {
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, "");
  for (int storage = 0; storage < ATTACK_STORAGES; storage++)
    text_put(style, TEXT_BOLD, kWidths[storage], attack_storage_name((attack_storage)storage));
  putc('\n', style->to);
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, "");
  text_put(style, TEXT_DIM, 0, "(control)");
  putc('\n', style->to);
}

static bool breaks_promise(const attack_cell *cell) {
  return cell->result == ATTACK_LEAKED && cell->promised;
}

static text_colour colour_of(const attack_cell *cell) {
  if (cell->result == ATTACK_UNTESTED) return TEXT_DIM;
  if (cell->result == ATTACK_CLOSED) return TEXT_GREEN;
  return breaks_promise(cell) || cell->storage == ATTACK_MALLOC ? TEXT_RED : TEXT_YELLOW;
}

static const char *second_line(const attack_cell *cell) {
  if (cell->result != ATTACK_LEAKED || cell->storage == ATTACK_MALLOC) return "";
  return cell->promised ? "(promised!)" : "(not promised)";
}

static void print_results(const attack_table *table, int channel, const text_style *style) {
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, attack_channel_name((attack_channel)channel));
  for (int storage = 0; storage < ATTACK_STORAGES; storage++) {
    const attack_cell *cell = &table->cells[storage][channel];
    const char *word = breaks_promise(cell) ? "LEAKED" : attack_result_name(cell->result);
    text_put(style, colour_of(cell), kWidths[storage], word);
  }
  putc('\n', style->to);
}

static void print_second_lines(const attack_table *table, int channel, const text_style *style) {
  int last = ATTACK_STORAGES - 1;
  while (last >= 0 && second_line(&table->cells[last][channel])[0] == '\0') last--;
  if (last < 0) return;
  text_put(style, TEXT_PLAIN, FIRST_WIDTH, "");
  for (int storage = 0; storage <= last; storage++) {
    const attack_cell *cell = &table->cells[storage][channel];
    text_put(style, breaks_promise(cell) ? TEXT_RED : TEXT_DIM,
             storage < last ? kWidths[storage] : 0, second_line(cell));
  }
  putc('\n', style->to);
}

void attack_table_print(const attack_table *table, const text_style *style) {
  print_scene(table, style);
  print_heads(style);
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
    print_results(table, channel, style);
    print_second_lines(table, channel, style);
  }
  attack_notes_print(table, style);
}
