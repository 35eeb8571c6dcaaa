/* report.c: one line for each act, what it cannot do without among them. */
#include "tools/secmem/bench/report.h"

#include <string.h>

#include "tools/secmem/system/facts.h"

enum {
  GROUP_WIDTH = 9,
  NAME_WIDTH = 39,
  FIGURE_WIDTH = 11,
  SPREAD_WIDTH = 8,
  INDENT = GROUP_WIDTH + 2
};

/* --- Numbers --------------------------------------------------------------------------------- */

/* Three digits that count. */
static void in_unit(char *to, size_t capacity, double value, const char *unit) {
  snprintf(to, capacity, "%.*f %s", value < 10 ? 2 : value < 100 ? 1 : 0, value, unit);
}

static void put_time(char *to, size_t capacity, double ns) {
  if (ns < 1e3) {
    in_unit(to, capacity, ns, "ns");
  } else if (ns < 1e6) {
    in_unit(to, capacity, ns / 1e3, "us");
  } else {
    in_unit(to, capacity, ns / 1e6, "ms");
  }
}

/* Half of what lies between the quartiles. */
static double spread(const bench_figure *it) { return (it->high - it->low) / 2 / it->median * 100; }

/* Bytes that went through, both ways. */
double bench_mebibytes(const bench_act *act, const bench_figure *it) {
  return 2.0 * (double)act->bytes / (1 << 20) / (it->median * 1e-9);
}

/* --- Text ------------------------------------------------------------------------------------ */

static void print_figure(const bench_act *act, const bench_figure *it, const text_style *style) {
  char text[40];
  put_time(text, sizeof text, it->median);
  fprintf(style->to, "%*s", FIGURE_WIDTH, text);
  snprintf(text, sizeof text, "+-%.0f %%", spread(it));
  fprintf(style->to, "%*s", SPREAD_WIDTH, text);
  if (!it->locked) fputs("  *", style->to);
  if (act->bytes != 0) fprintf(style->to, "  %.0f MiB/s", bench_mebibytes(act, it));
  putc('\n', style->to);
}

/* A narrow terminal gets the figure below the name. */
static void print_act(const bench_act *act, const bench_figure *it, const char *group,
                      const text_style *style) {
  char name[48];
  snprintf(name, sizeof name, act->floor ? "(%s)" : "%s", act->name);
  bool narrow = style->columns < GROUP_WIDTH + NAME_WIDTH + FIGURE_WIDTH + SPREAD_WIDTH + 12;
  text_put(style, TEXT_BOLD, GROUP_WIDTH, group);
  if (narrow) {
    text_wrap(style, GROUP_WIDTH, name);
    text_put(style, TEXT_PLAIN, GROUP_WIDTH, "");
  } else {
    text_put(style, act->floor ? TEXT_DIM : TEXT_PLAIN, NAME_WIDTH, name);
  }
  if (it->trouble[0] == '\0') {
    print_figure(act, it, style);
  } else {
    text_wrap(style, narrow ? GROUP_WIDTH : GROUP_WIDTH + NAME_WIDTH, it->trouble);
  }
}

/* An act without a stage has nothing that could be locked. */
static void print_locked(const bench_results *results, const text_style *style) {
  size_t count, wanted = 0, locked = 0;
  const bench_act *acts = bench_acts(&count);
  for (size_t i = 0; i < results->count; i++) {
    wanted += acts[i].set != NULL;
    locked += acts[i].set != NULL && results->figures[i].locked;
  }
  text_put(style, TEXT_PLAIN, 10, "  locked");
  text_wrap(style, 10,
            locked == wanted ? "yes"
            : locked == 0    ? "no: see \"secmem doctor\""
                             : "only in part, and * marks the rest; see \"secmem doctor\"");
  putc('\n', style->to);
}

static void print_scene(const bench_results *results, const text_style *style) {
  char user[96], kernel[200];
  system_user(user, sizeof user);
  system_kernel(kernel, sizeof kernel);
  text_title(style, "secmem bench: what each act costs here, once");
  fprintf(style->to, "  run as  %s\n  on      ", user);
  text_wrap(style, 10, kernel);
  print_locked(results, style);
}

bool bench_is_optimized(void) {
#if defined(__OPTIMIZE__) || !defined(__GNUC__)
  return true;
#else
  return false;
#endif
}

/* Half of the acts took now this, now that. */
static bool was_busy(const bench_results *results) {
  size_t restless = 0;
  for (size_t i = 0; i < results->count; i++) restless += spread(&results->figures[i]) > 20;
  return restless * 2 > results->count;
}

static void print_warning(const char *text, const text_style *style) {
  putc('\n', style->to);
  text_wrap(style, 0, text);
}

static void print_warnings(const bench_results *results, const text_style *style) {
  if (was_busy(results))
    print_warning(
        "The machine was busy with other things, and the figures are too high: try again "
        "when it is not.",
        style);
  if (!bench_is_optimized())
    print_warning(
        "This program was built without optimisation, and is slower for it: build it with "
        "-c opt.",
        style);
}

static void print_explanation(const bench_results *results, const text_style *style) {
  char text[400];
  snprintf(text, sizeof text,
           "Medians of %d rounds; +- is half the distance between the quartiles. A sealed secret "
           "is opened by decrypting it, a protected one by two changes of page access. Lines in "
           "brackets "
           "are no acts of the library: they are what the acts above them cannot do without. "
           "(%.1f s)",
           BENCH_ROUNDS, results->seconds);
  putc('\n', style->to);
  text_wrap(style, 0, text);
  print_warnings(results, style);
}

void bench_print(const bench_results *results, const text_style *style) {
  size_t count;
  const char *group = "";
  const bench_act *acts = bench_acts(&count);
  print_scene(results, style);
  for (size_t i = 0; i < results->count; i++) {
    bool same = strcmp(group, acts[i].group) == 0;
    print_act(&acts[i], &results->figures[i], same ? "" : acts[i].group, style);
    group = acts[i].group;
  }
  print_explanation(results, style);
}
