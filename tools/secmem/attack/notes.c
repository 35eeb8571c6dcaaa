/* notes.c: what stands below the table. */
#include <stdio.h>
#include <string.h>

#include "tools/secmem/attack/report.h"

enum { INDENT = 17 };

/* That a search found nothing is in the table already; how a stray write was noticed is not. */
static bool worth_a_note(const attack_cell *cell) {
  return cell->result != ATTACK_CLOSED || cell->channel >= ATTACK_OVERFLOW;
}

static bool said_before(const attack_table *table, int channel, int storage) {
  for (int before = 0; before < storage; before++)
    if (strcmp(table->cells[before][channel].detail, table->cells[storage][channel].detail) == 0)
      return true;
  return false;
}

static bool said_of_all(const attack_table *table, int channel, const char *detail) {
  for (int storage = 0; storage < ATTACK_STORAGES; storage++)
    if (strcmp(table->cells[storage][channel].detail, detail) != 0) return false;
  return true;
}

static void append(char *to, size_t capacity, const char *glue, const char *text) {
  size_t length = strlen(to);
  snprintf(to + length, capacity - length, "%s%s", glue, text);
}

/* One sentence for all storages of which the same was seen: "not noticed: malloc". */
static void print_note(const attack_table *table, int channel, int storage,
                       const text_style *style) {
  char text[400];
  const char *glue = ": ", *detail = table->cells[storage][channel].detail;
  snprintf(text, sizeof text, "%s", detail);
  for (int it = storage; it < ATTACK_STORAGES && !said_of_all(table, channel, detail); it++) {
    if (strcmp(table->cells[it][channel].detail, detail) != 0) continue;
    append(text, sizeof text, glue, attack_storage_name((attack_storage)it));
    glue = ", ";
  }
  text_wrap(style, INDENT, text);
}

static void print_channel(const attack_table *table, int channel, const text_style *style) {
  bool named = false;
  for (int storage = 0; storage < ATTACK_STORAGES; storage++) {
    if (!worth_a_note(&table->cells[storage][channel]) || said_before(table, channel, storage))
      continue;
    text_put(style, TEXT_PLAIN, INDENT, named ? "" : attack_channel_name((attack_channel)channel));
    print_note(table, channel, storage, style);
    named = true;
  }
}

static void print_legend(const text_style *style) {
  fputs(
      "\nleaked    The secret came out, or 8 or more bytes of it in a row; or nobody\n"
      "          noticed the stray write.\n"
      "closed    It did not come out; or the program noticed.\n"
      "promised  By the kind of storage, with the safeguards that are in force here.\n"
      "          Heap slots and buffers are plain memory to whoever may read this\n"
      "          process; hiding pages stops neither /proc/<pid>/mem nor ptrace.\n"
      "          That is not promised, and expected.\n"
      "\n"
      "This is about plaintext. Whoever reads all memory at one instant (root, a\n"
      "hypervisor, kdump) also gets an enclave's key and ciphertext, and can open it,\n"
      "unless it was purged before.\n\n",
      style->to);
}

static const char *saying(const attack_table *table) {
  switch (attack_table_verdict(table)) {
    case ATTACK_EXIT_KEPT:
      return attack_table_untested(table) == 0 ? "Every promise was kept."
                                               : "Every promise that could be tested was kept.";
    case ATTACK_EXIT_BROKEN_PROMISE:
      return "A promise was broken: see LEAKED above.";
    default:
      return "The attack is broken: it fails on plain malloc too, and proves nothing there.";
  }
}

static void print_verdict(const attack_table *table, const text_style *style) {
  bool kept = attack_table_verdict(table) == ATTACK_EXIT_KEPT;
  text_put(style, kept ? TEXT_GREEN : TEXT_RED, 0, saying(table));
  fprintf(style->to, " (%.1f s)\n", table->seconds);
}

void attack_notes_print(const attack_table *table, const text_style *style) {
  putc('\n', style->to);
  text_put(style, TEXT_BOLD, 0, "What was seen\n");
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) print_channel(table, channel, style);
  print_legend(style);
  print_verdict(table, style);
}
