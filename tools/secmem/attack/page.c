/* page.c: the report as one page that needs nothing else: no script, no picture, no font of another
   place. It is HTML, and well-formed XML besides, so that any program can read it. All that the
   machine says of itself goes through html_text. */
#include "tools/secmem/attack/page.h"

#include <time.h>

#include "memcall/memcall.h"
#include "tools/secmem/text/html.h"

/* Nothing is loaded, whatever got into the page. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'"

static void put_head(FILE *to) {
  fputs(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY
      "\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>secmem attack</title>\n<style>\n",
      to);
  fputs(attack_page_style(), to);
  fputs("</style>\n</head>\n<body>\n", to);
}

/* --- Facts ----------------------------------------------------------------------------------- */

static void put_fact(const char *name, const char *value, FILE *to) {
  fprintf(to, "<dt>%s</dt><dd>", name);
  html_text(to, value);
  fputs("</dd>\n", to);
}

static void put_lock(const attack_table *table, FILE *to) {
  char limit[32], text[160];
  bool locked = attack_table_locked(table);
  text_size(limit, sizeof limit, table->scene.lock_limit);
  snprintf(text, sizeof text, "%s (lock limit: %s)%s", locked ? "yes" : "no", limit,
           locked ? "" : "; \"secmem doctor\" says how to raise it");
  put_fact("locked", text, to);
}

static void put_ptrace_scope(long scope, FILE *to) {
  char text[32] = "this kernel has no Yama";
  if (scope >= 0) snprintf(text, sizeof text, "%ld", scope);
  put_fact("ptrace_scope", text, to);
}

static void put_facts(const attack_table *table, FILE *to) {
  const attack_scene *scene = &table->scene;
  char text[160];
  fputs("<h2>The machine</h2>\n<dl>\n", to);
  put_fact("run as", scene->user, to);
  put_fact("system", scene->kernel, to);
  snprintf(text, sizeof text, "%zu bytes", scene->page_size);
  put_fact("page size", text, to);
  put_fact("core_pattern", scene->core_pattern, to);
  put_ptrace_scope(scene->ptrace_scope, to);
  put_lock(table, to);
  fputs("</dl>\n", to);
}

/* --- Notes and words ------------------------------------------------------------------------- */

static void put_notes(const attack_table *table, FILE *to) {
  char text[400];
  fputs("<h2>What was seen</h2>\n<dl class=\"seen\">\n", to);
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
    fputs("<dt>", to);
    html_text(to, attack_channel_name((attack_channel)channel));
    fputs("</dt><dd>", to);
    for (int storage = 0; storage < table->storages; storage++)
      if (attack_note(table, channel, storage, text, sizeof text)) {
        html_text(to, text);
        fputs("<br/>", to);
      }
    fputs("</dd>\n", to);
  }
  fputs("</dl>\n", to);
}

static void put_terms(const attack_table *table, FILE *to) {
  fputs("<h2>What the words mean</h2>\n<dl class=\"terms\">\n", to);
  for (const attack_term *it = attack_terms(); it->word != NULL; it++)
    put_fact(it->word, it->meaning, to);
  fputs("</dl>\n<p>", to);
  html_text(to, attack_limits_of_the_table());
  fputs("</p>\n<p>", to);
  html_text(to, attack_of_the_user(table));
  fputs("</p>\n", to);
}

/* --- Drawings -------------------------------------------------------------------------------- */

/* Guards are hatched by a pattern that all drawings share. */
static const char kPattern[] =
    "<svg class=\"defs\" aria-hidden=\"true\"><defs>"
    "<pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" "
    "patternTransform=\"rotate(45)\"><path d=\"M0 0V7\" stroke=\"var(--guard)\" "
    "stroke-width=\"4\"/></pattern></defs></svg>\n";

static void put_figure(const attack_layout *layout, attack_storage storage, FILE *to) {
  fprintf(to, "<figure>\n<figcaption><h3>%s</h3>", attack_storage_name(storage));
  html_text(to, attack_storage_meaning(storage));
  fputs("</figcaption>\n", to);
  if (layout->runs != 0) {
    attack_page_drawing(layout, storage, to);
  } else {
    fputs("<p>Not drawn: its pages could not be told from others here.</p>\n", to);
  }
  fputs("</figure>\n", to);
}

static void put_drawings(const attack_table *table, FILE *to) {
  fputs(
      "<h2>Where each secret stands, and what is promised</h2>\n"
      "<p>Measured in the victims while nobody is using the secret; low addresses on top, offsets "
      "instead of addresses, heights not to scale. An access to a guard ends the program.</p>\n",
      to);
  fputs(kPattern, to);
  fputs("<div class=\"drawings\">\n", to);
  for (int storage = 0; storage < table->storages; storage++)
    put_figure(&table->layouts[storage], (attack_storage)storage, to);
  fputs("</div>\n", to);
}

/* --- All of it ------------------------------------------------------------------------------- */

static void put_title(const attack_table *table, FILE *to) {
  bool kept = attack_table_verdict(table) == ATTACK_EXIT_KEPT;
  fprintf(to, "<h1>secmem attack</h1>\n<p class=\"verdict %s\">%s</p>\n", kept ? "kept" : "failed",
          attack_table_saying(table));
  fputs("<p>What was kept: ", to);
  html_text(to, table->scene.secret);
  fprintf(to, " of %zu bytes, in %d ways, each of which was attacked in %d ways.</p>\n",
          table->scene.length, table->storages, (int)ATTACK_CHANNELS);
}

static void put_footer(const attack_table *table, FILE *to) {
  char when[40] = "";
  time_t now = time(NULL);
  struct tm parts;
  if (gmtime_r(&now, &parts) != NULL) strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", &parts);
  fprintf(to, "<footer>secmem %s, %s, %.1f seconds</footer>\n</body>\n</html>\n", memcall_version(),
          when, table->seconds);
}

void attack_page_print(const attack_table *table, FILE *to) {
  put_head(to);
  put_title(table, to);
  fputs("<h2>What leaked</h2>\n", to);
  attack_page_table(table, to);
  put_notes(table, to);
  put_drawings(table, to);
  put_terms(table, to);
  put_facts(table, to);
  put_footer(table, to);
}
