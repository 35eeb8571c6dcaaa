/* report_json.c: the figures for programs. */
#include "tools/secmem/bench/report.h"
#include "tools/secmem/system/facts.h"
#include "tools/secmem/text/json.h"

static void put_act(const bench_act *act, const bench_figure *it, json *out) {
  json_open(out, NULL, '{');
  json_text(out, "group", act->group);
  json_text(out, "act", act->name);
  json_bool(out, "floor", act->floor);
  json_bool(out, "locked", it->locked);
  if (it->trouble[0] != '\0') {
    json_text(out, "trouble", it->trouble);
  } else {
    json_decimal(out, "median_ns", it->median);
    json_decimal(out, "lower_quartile_ns", it->low);
    json_decimal(out, "upper_quartile_ns", it->high);
    if (act->bytes != 0) json_decimal(out, "mib_per_second", bench_mebibytes(act, it));
  }
  json_close(out, '}');
}

static void put_scene(json *out) {
  char user[96], kernel[200];
  system_user(user, sizeof user);
  system_kernel(kernel, sizeof kernel);
  json_open(out, "machine", '{');
  json_text(out, "user", user);
  json_text(out, "kernel", kernel);
  json_bool(out, "optimized", bench_is_optimized());
  json_close(out, '}');
}

void bench_print_json(const bench_results *results, FILE *to) {
  size_t count;
  const bench_act *acts = bench_acts(&count);
  json out = json_to(to);
  json_open(&out, NULL, '{');
  put_scene(&out);
  json_number(&out, "rounds", BENCH_ROUNDS);
  json_open(&out, "acts", '[');
  for (size_t i = 0; i < results->count; i++) put_act(&acts[i], &results->figures[i], &out);
  json_close(&out, ']');
  json_number(&out, "milliseconds", (uint64_t)(results->seconds * 1000));
  json_close(&out, '}');
}
