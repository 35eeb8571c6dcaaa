/* report_json.c: the table for programs. */
#include "tools/secmem/attack/report.h"
#include "tools/secmem/text/json.h"

static void put_scene(const attack_table *table, json *out) {
  const attack_scene *scene = &table->scene;
  json_open(out, "machine", '{');
  json_text(out, "user", scene->user);
  json_text(out, "kernel", scene->kernel);
  json_number(out, "page_size", scene->page_size);
  json_text(out, "core_pattern", scene->core_pattern);
  if (scene->ptrace_scope >= 0) json_number(out, "ptrace_scope", (uint64_t)scene->ptrace_scope);
  if (scene->lock_limit < MEMCALL_UNKNOWN) json_number(out, "lock_limit", scene->lock_limit);
  json_bool(out, "locked", attack_table_locked(table));
  json_close(out, '}');
}

static void put_cell(const attack_cell *cell, json *out) {
  json_open(out, NULL, '{');
  json_text(out, "storage", attack_storage_name(cell->storage));
  json_text(out, "channel", attack_channel_name(cell->channel));
  json_text(out, "result", attack_result_name(cell->result));
  json_bool(out, "promised", cell->promised);
  json_text(out, "detail", cell->detail);
  json_close(out, '}');
}

static void put_cells(const attack_table *table, json *out) {
  json_open(out, "cells", '[');
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++)
    for (int storage = 0; storage < table->storages; storage++)
      put_cell(&table->cells[storage][channel], out);
  json_close(out, ']');
}

/* The channels whose attack fails on the control as well: their other cells prove nothing. */
static void put_broken(const attack_table *table, json *out) {
  json_open(out, "broken", '[');
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++)
    if (!attack_control_holds(&table->cells[ATTACK_MALLOC][channel]))
      json_text(out, NULL, attack_channel_name((attack_channel)channel));
  json_close(out, ']');
}

void attack_table_print_json(const attack_table *table, FILE *to) {
  json out = json_to(to);
  json_open(&out, NULL, '{');
  json_text(&out, "secret", table->scene.secret);
  json_number(&out, "secret_bytes", table->scene.length);
  put_scene(table, &out);
  put_cells(table, &out);
  put_broken(table, &out);
  json_number(&out, "milliseconds", (uint64_t)(table->seconds * 1000));
  json_number(&out, "exit_status", (uint64_t)attack_table_verdict(table));
  json_close(&out, '}');
}
