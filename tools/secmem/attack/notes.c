/* notes.c: what stands below the table at a terminal. */
#include <stdio.h>

#include "tools/secmem/attack/wording.h"

enum { INDENT = 17, TERM_INDENT = 10 };

static void print_channel(const attack_table *table, int channel, const text_style *style) {
  const char *name = attack_channel_name((attack_channel)channel);
  for (int storage = 0; storage < table->storages; storage++) {
    char text[400];
    if (!attack_note(table, channel, storage, text, sizeof text)) continue;
    text_put(style, TEXT_PLAIN, INDENT, name);
    text_wrap(style, INDENT, text);
    name = "";
  }
}

static void print_terms(const attack_table *table, const text_style *style) {
  putc('\n', style->to);
  for (const attack_term *it = attack_terms(); it->word != NULL; it++) {
    text_put(style, TEXT_PLAIN, TERM_INDENT, it->word);
    text_wrap(style, TERM_INDENT, it->meaning);
  }
  putc('\n', style->to);
  text_wrap(style, 0, attack_limits_of_the_table());
  putc('\n', style->to);
  text_wrap(style, 0, attack_of_the_user(table));
}

static void print_verdict(const attack_table *table, const text_style *style) {
  bool kept = attack_table_verdict(table) == ATTACK_EXIT_KEPT;
  putc('\n', style->to);
  text_put(style, kept ? TEXT_GREEN : TEXT_RED, 0, attack_table_saying(table));
  fprintf(style->to, " (%.1f s)\n", table->seconds);
}

void attack_notes_print(const attack_table *table, const text_style *style) {
  putc('\n', style->to);
  text_put(style, TEXT_BOLD, 0, "What was seen\n");
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) print_channel(table, channel, style);
  print_terms(table, style);
  print_verdict(table, style);
}
