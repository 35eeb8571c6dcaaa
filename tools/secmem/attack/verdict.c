/* verdict.c: what the whole table comes to. */
#include "tools/secmem/attack/report.h"

memcall_safeguards attack_table_missing(const attack_table *table) {
  memcall_safeguards missing = 0;
  for (int storage = 0; storage < table->storages; storage++)
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
      const memguard_safeguards *it = &table->cells[storage][channel].safeguards;
      missing |= it->requested & ~it->in_force;
    }
  return missing;
}

bool attack_table_locked(const attack_table *table) {
  return (attack_table_missing(table) & MEMCALL_LOCKED) == 0;
}

/* In every channel, and it must have leaked in one at least. */
static bool control_holds(const attack_table *table) {
  bool leaked = false;
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
    const attack_cell *control = &table->cells[ATTACK_MALLOC][channel];
    if (!attack_control_holds(control)) return false;
    if (control->result == ATTACK_LEAKED) leaked = true;
  }
  return leaked;
}

size_t attack_table_untested(const attack_table *table) {
  size_t untested = 0;
  for (int storage = 0; storage < table->storages; storage++)
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++)
      untested += table->cells[storage][channel].result == ATTACK_UNTESTED;
  return untested;
}

static bool promise_broken(const attack_table *table) {
  for (int storage = 0; storage < table->storages; storage++)
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
      const attack_cell *cell = &table->cells[storage][channel];
      if (cell->promised && cell->result == ATTACK_LEAKED) return true;
    }
  return false;
}

/* A broken attack comes first: what it says of the rest means nothing. */
int attack_table_verdict(const attack_table *table) {
  if (!control_holds(table)) return ATTACK_EXIT_BROKEN_ATTACK;
  return promise_broken(table) ? ATTACK_EXIT_BROKEN_PROMISE : ATTACK_EXIT_KEPT;
}
