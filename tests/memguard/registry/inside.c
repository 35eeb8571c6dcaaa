/* inside.c: see inside.h. */
#include "tests/memguard/registry/inside.h"

#include <stdlib.h>

#include "lib/memguard/context/registry.h"

struct inside_registry {
  memguard_registry table;
};

static memguard_entry *entry_of(inside_entry *entry) { return (memguard_entry *)(void *)entry; }

inside_registry *inside_registry_new(void) { return calloc(1, sizeof(inside_registry)); }

void inside_registry_delete(inside_registry *registry) {
  memguard_registry_release(&registry->table);
  free(registry);
}

inside_entry *inside_add(inside_registry *registry, void *object) {
  return (inside_entry *)(void *)memguard_registry_add(&registry->table, object);
}

void inside_remove(inside_registry *registry, inside_entry *entry) {
  memguard_registry_remove(&registry->table, entry_of(entry));
}

void inside_each(inside_registry *registry, bool urgent, void (*visit)(void *object, void *user),
                 void *user) {
  memguard_registry_each(&registry->table, urgent, visit, user);
}

void inside_forked(inside_registry *registry) { memguard_registry_forked(&registry->table); }

uint32_t inside_used(const inside_registry *registry) { return atomic_load(&registry->table.used); }

uint32_t inside_index(const inside_entry *entry) {
  return ((const memguard_entry *)(const void *)entry)->index;
}

uint64_t inside_free_head(const inside_registry *registry) {
  return atomic_load(&registry->table.free);
}

void inside_set_free_tag(inside_registry *registry, uint32_t tag) {
  uint64_t head = atomic_load(&registry->table.free);
  atomic_store(&registry->table.free, (uint64_t)tag << 32 | (uint32_t)head);
}
