#include "tests/faults/account.h"

#include <string.h>

#include "lib/memcall/backend/backend.h"

fake_os_usage faults_used_since(const fake_os_usage *start) {
  fake_os_usage now = fake_os_used();
  now.live -= start->live;
  now.mapped_bytes -= start->mapped_bytes;
  now.mappings -= start->mappings;
  now.locked_bytes -= start->locked_bytes;
  return now;
}

faults_account faults_account_of(faults_scene *scene, const fake_os_usage *start) {
  faults_account now = {.used = faults_used_since(start),
                        .offences = fake_os_offences(),
                        .readable = fake_os_find(faults_mark, sizeof faults_mark, false),
                        .anywhere = fake_os_find(faults_mark, sizeof faults_mark, true)};
  now.stats.struct_size = sizeof now.stats;
  now.metrics.struct_size = sizeof now.metrics;
  now.verified = memguard_verify(scene->context) == MEMGUARD_OK &&
                 memguard_context_stats(scene->context, &now.stats) == MEMGUARD_OK &&
                 securememory_factory_metrics(scene->factory, &now.metrics) == SECUREMEMORY_OK;
  return now;
}

/* --- Refused unmaps -------------------------------------------------------------------------- */

static bool is_there(const fake_os_entry *entry) {
  fake_os_page page;
  return entry->status != MEMCALL_OK && strcmp(entry->operation, "unmap") == 0 &&
         fake_os_page_at(entry->address, &page);
}

static bool came_later(size_t index, const void *address) {
  fake_os_entry entry;
  while (index-- > 0)
    if (fake_os_log(index, &entry) && entry.address == address &&
        strcmp(entry.operation, "unmap") == 0)
      return true;
  return false;
}

static size_t locked_in(const fake_os_entry *entry) {
  size_t locked = 0;
  fake_os_page page;
  for (size_t at = 0; at < entry->size; at += memcall_page_size())
    if (fake_os_page_at((unsigned char *)entry->address + at, &page) && page.locks != 0)
      locked += memcall_page_size();
  return locked;
}

faults_kept faults_what_was_kept(void) {
  faults_kept kept = {0, 0, 0};
  fake_os_entry entry;
  for (size_t i = fake_os_operations(); i-- > 0;)
    if (fake_os_log(i, &entry) && is_there(&entry) && !came_later(i, entry.address)) {
      kept.count++;
      kept.bytes += entry.size;
      kept.locked += locked_in(&entry);
    }
  return kept;
}

/* Each unmap stands in the log then, too. */
void faults_give_back_kept(const fake_os_usage *until) {
  fake_os_entry entry;
  for (size_t i = fake_os_operations(); i-- > 0 && fake_os_used().live > until->live;) {
    if (!fake_os_log(i, &entry) || !is_there(&entry)) continue;
    if (memcall_backend_unmap(entry.address, entry.size).status == MEMCALL_OK) i++;
  }
}
