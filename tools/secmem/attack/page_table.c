/* page_table.c: the leak table of the page: channels down, storages across. */
#include <stdio.h>

#include "tools/secmem/attack/page.h"
#include "tools/secmem/text/html.h"

static const char *style_of(const attack_cell *cell) {
  if (cell->result == ATTACK_UNTESTED || cell->result == ATTACK_MISSING) return "untested";
  if (cell->result == ATTACK_CLOSED) return "closed";
  if (attack_breaks_promise(cell)) return "broken";
  return cell->storage == ATTACK_MALLOC ? "leaked" : "open";
}

/* The control promises nothing, which its head says already; what others promise is not known
   here. */
static const char *promise_of(const attack_cell *cell) {
  if (cell->storage == ATTACK_MALLOC || attack_is_peer(cell->storage)) return "";
  return cell->promised ? "promised" : "not promised";
}

static void put_cell(const attack_cell *cell, FILE *to) {
  const char *word = attack_breaks_promise(cell) ? "LEAKED" : attack_result_name(cell->result);
  const char *promise = promise_of(cell);
  fprintf(to, "<td class=\"%s\">%s", style_of(cell), word);
  if (promise[0] != '\0') fprintf(to, "<small>%s</small>", promise);
  fputs("</td>", to);
}

static void put_heads(const attack_table *table, FILE *to) {
  fputs("<thead><tr><th scope=\"col\">attack</th>", to);
  for (int storage = 0; storage < table->storages; storage++)
    fprintf(to, "<th scope=\"col\">%s%s</th>", attack_storage_name((attack_storage)storage),
            storage == ATTACK_MALLOC                  ? "<small>the control</small>"
            : attack_is_peer((attack_storage)storage) ? "<small>a peer</small>"
                                                      : "");
  fputs("</tr></thead>\n<tbody>\n", to);
}

static void put_channel(const attack_table *table, int channel, FILE *to) {
  fputs("<tr><th scope=\"row\">", to);
  html_text(to, attack_channel_name((attack_channel)channel));
  fputs("<small>", to);
  html_text(to, attack_channel_meaning((attack_channel)channel));
  fputs("</small></th>", to);
  for (int storage = 0; storage < table->storages; storage++)
    put_cell(&table->cells[storage][channel], to);
  fputs("</tr>\n", to);
}

void attack_page_table(const attack_table *table, FILE *to) {
  fputs(
      "<div class=\"wide\" role=\"region\" aria-label=\"Leak table\" tabindex=\"0\">\n"
      "<table>\n<caption>Each attack on each way to keep a secret</caption>\n",
      to);
  put_heads(table, to);
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) put_channel(table, channel, to);
  fputs("</tbody>\n</table>\n</div>\n", to);
}
