/* command.c: `secmem bench`, from the first round to the report. */
#include <stdio.h>

#include "tools/secmem/bench/bench.h"
#include "tools/secmem/bench/report.h"
#include "tools/secmem/system/terminal.h"

static void show_progress(int round) {
  fprintf(stderr, "\rround %d of %d\033[K", round + 1, BENCH_ROUNDS);
}

static bool none_worked(const bench_results *results) {
  for (size_t i = 0; i < results->count; i++)
    if (results->figures[i].trouble[0] == '\0') return false;
  return true;
}

int bench_command(bool as_json, bool quiet, bool no_color) {
  static bench_results results;
  bool progress = !quiet && system_is_terminal(stderr);
  bench_measure(&results, progress ? show_progress : NULL);
  if (progress) fputs("\r\033[K", stderr);
  if (as_json) {
    bench_print_json(&results, stdout);
  } else {
    const text_style style = text_style_for(stdout, no_color);
    bench_print(&results, &style);
  }
  return none_worked(&results) ? BENCH_EXIT_REFUSED : BENCH_EXIT_OK;
}
