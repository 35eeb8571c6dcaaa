/* report.h: the whole table, as text, as JSON and as a page. */
#ifndef TOOLS_SECMEM_ATTACK_REPORT_H
#define TOOLS_SECMEM_ATTACK_REPORT_H

#include "tools/secmem/attack/attack.h"
#include "tools/secmem/attack/command.h"
#include "tools/secmem/attack/layout.h"
#include "tools/secmem/text/style.h"

MEMCALL_BEGIN

/* What was attacked, by whom, on what. */
typedef struct attack_scene {
  const char *secret; /* where it came from, in words */
  size_t length;
  char user[96], kernel[200], core_pattern[160];
  bool ordinary;     /* not root: what permissions close is closed by them alone */
  long ptrace_scope; /* -1: this kernel has no Yama */
  size_t page_size, lock_limit;
} attack_scene;

typedef struct attack_table {
  attack_scene scene;
  int storages; /* how many are in it: ATTACK_OURS, or with peers ATTACK_STORAGES */
  attack_cell cells[ATTACK_STORAGES][ATTACK_CHANNELS];
  attack_layout layouts[ATTACK_STORAGES]; /* for the page only */
  double seconds;
} attack_table;

/* Fills what can be known beforehand. */
void attack_scene_look(attack_scene *scene);

/* The safeguards that the library was asked for and could not have, of any of the cells. */
memcall_safeguards attack_table_missing(const attack_table *table);
/* Whether all that is kept by the library is locked. */
bool attack_table_locked(const attack_table *table);

size_t attack_table_untested(const attack_table *table); /* cells */

/* The exit status: what the table comes to. */
int attack_table_verdict(const attack_table *table);

void attack_table_print(const attack_table *table, const text_style *style);
void attack_table_print_json(const attack_table *table, FILE *to);

/* One HTML page that needs nothing else: well-formed as XML, too. */
void attack_page_print(const attack_table *table, FILE *to);

/* Below the table: what was seen, channel by channel, the promises that were broken, and what the
   table cannot say. */
void attack_notes_print(const attack_table *table, const text_style *style);

MEMCALL_END

#endif
