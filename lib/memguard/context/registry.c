/* registry.c: the table of live objects, without locks.

   Chunks double in size and never move, so an index finds its entry with a few shifts and a walker
   needs no snapshot. Free entries form a list of indices whose head carries a tag that grows with
   every change: a head that was seen, taken and put back meanwhile (ABA) does not compare equal. */
#include "lib/memguard/context/registry.h"

#include <stdlib.h>

#include "lib/memcall/host/host.h"

enum {
  FREE = 0,
  LEAVING = 1,
  LIVE = 2,
  HIDDEN = 3,
  PHASE = 3,
  VISITOR = 4
}; /* of memguard_entry.state */

#define FIRST_CHUNK 64u
#define CAPACITY \
  ((uint32_t)((UINT64_C(1) << 32) - FIRST_CHUNK)) /* of all chunks; index + 1 fits 32 bits */

/* --- Places ---------------------------------------------------------------------------------- */

static uint32_t size_of_chunk(uint32_t chunk) { return FIRST_CHUNK << chunk; }

static uint32_t start_of_chunk(uint32_t chunk) { return size_of_chunk(chunk) - FIRST_CHUNK; }

static uint32_t chunk_of(uint32_t index) {
  uint32_t chunk = 0;
  while ((index / FIRST_CHUNK + 1) >> (chunk + 1) != 0) chunk++;
  return chunk;
}

static memguard_entry *entry_at(memguard_registry *registry, uint32_t index) {
  uint32_t chunk = chunk_of(index);
  return atomic_load_explicit(&registry->chunks[chunk], memory_order_acquire) +
         (index - start_of_chunk(chunk));
}

/* Makes the chunk unless it is there. When two threads come at once, one's is thrown away. */
static bool open_chunk(memguard_registry *registry, uint32_t chunk) {
  memguard_entry *there = NULL;
  if (atomic_load_explicit(&registry->chunks[chunk], memory_order_acquire) != NULL) return true;
  memguard_entry *fresh = calloc(size_of_chunk(chunk), sizeof *fresh);
  if (fresh == NULL) return false;
  if (!atomic_compare_exchange_strong_explicit(&registry->chunks[chunk], &there, fresh,
                                               memory_order_acq_rel, memory_order_acquire))
    free(fresh);
  return true;
}

/* --- Free entries ---------------------------------------------------------------------------- */

static uint64_t head_after(uint64_t head, uint32_t first) {
  return ((head >> 32) + 1) << 32 | first;
}

static memguard_entry *take_free(memguard_registry *registry) {
  uint64_t head = atomic_load_explicit(&registry->free, memory_order_acquire);
  while ((uint32_t)head != 0) {
    memguard_entry *entry = entry_at(registry, (uint32_t)head - 1);
    uint32_t next = atomic_load_explicit(&entry->next, memory_order_relaxed);
    if (atomic_compare_exchange_weak_explicit(&registry->free, &head, head_after(head, next),
                                              memory_order_acquire, memory_order_acquire))
      return entry;
  }
  return NULL;
}

static void put_free(memguard_registry *registry, memguard_entry *entry) {
  uint64_t head = atomic_load_explicit(&registry->free, memory_order_relaxed);
  do {
    atomic_store_explicit(&entry->next, (uint32_t)head, memory_order_relaxed);
  } while (!atomic_compare_exchange_weak_explicit(&registry->free, &head,
                                                  head_after(head, entry->index + 1),
                                                  memory_order_release, memory_order_relaxed));
}

/* The chunk comes before the count, so that a walker which trusts the count finds the chunk. */
static memguard_entry *take_fresh(memguard_registry *registry) {
  uint32_t index = atomic_load_explicit(&registry->used, memory_order_relaxed);
  do {
    if (index == CAPACITY || !open_chunk(registry, chunk_of(index))) return NULL;
  } while (!atomic_compare_exchange_weak_explicit(&registry->used, &index, index + 1,
                                                  memory_order_release, memory_order_relaxed));
  memguard_entry *entry = entry_at(registry, index);
  entry->index = index;
  return entry;
}

/* --- Coming and going ------------------------------------------------------------------------ */

memguard_entry *memguard_registry_add(memguard_registry *registry, void *object) {
  memguard_entry *entry = take_free(registry);
  if (entry == NULL) entry = take_fresh(registry);
  if (entry == NULL) return NULL;
  atomic_store_explicit(&entry->object, object, memory_order_relaxed);
  atomic_store_explicit(&entry->state, LIVE, memory_order_release);
  return entry;
}

static void wait_and_leave(memguard_entry *entry, uint32_t phase) {
  uint32_t alone = LIVE;
  while (!atomic_compare_exchange_weak_explicit(&entry->state, &alone, phase, memory_order_acq_rel,
                                                memory_order_relaxed)) {
    if (alone != LIVE) memcall_host_yield();
    alone = LIVE;
  }
}

void memguard_registry_hide(memguard_entry *entry) { wait_and_leave(entry, HIDDEN); }

void memguard_registry_show(memguard_entry *entry) {
  atomic_store_explicit(&entry->state, LIVE, memory_order_release);
}

void memguard_registry_remove(memguard_registry *registry, memguard_entry *entry) {
  wait_and_leave(entry, LEAVING);
  atomic_store_explicit(&entry->object, NULL, memory_order_relaxed);
  atomic_store_explicit(&entry->state, FREE, memory_order_relaxed);
  put_free(registry, entry);
}

/* --- Visits ---------------------------------------------------------------------------------- */

/* Counts this visitor in, so that the object stays; false: there is none. */
static bool begin_visit(memguard_entry *entry, bool urgent) {
  uint32_t state = atomic_load_explicit(&entry->state, memory_order_relaxed);
  while ((state & PHASE) == LIVE) {
    if (state != LIVE && !urgent) {
      memcall_host_yield();
      state = atomic_load_explicit(&entry->state, memory_order_relaxed);
    } else if (atomic_compare_exchange_weak_explicit(&entry->state, &state, state + VISITOR,
                                                     memory_order_acquire, memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

static void end_visit(memguard_entry *entry) {
  atomic_fetch_sub_explicit(&entry->state, VISITOR, memory_order_release);
}

/* Calls act for every entry ever used. */
static void walk(memguard_registry *registry, void (*act)(memguard_entry *entry, void *user),
                 void *user) {
  uint32_t used = atomic_load_explicit(&registry->used, memory_order_acquire);
  for (uint32_t chunk = 0; chunk < MEMGUARD_REGISTRY_CHUNKS && start_of_chunk(chunk) < used;
       chunk++) {
    memguard_entry *entries = atomic_load_explicit(&registry->chunks[chunk], memory_order_acquire);
    uint32_t left = used - start_of_chunk(chunk), size = size_of_chunk(chunk);
    for (uint32_t i = 0; i < (left < size ? left : size); i++) act(entries + i, user);
  }
}

typedef struct round {
  bool urgent;
  memguard_visit_fn visit;
  void *user;
} round;

static void visit_entry(memguard_entry *entry, void *user) {
  const round *this_round = user;
  if (!begin_visit(entry, this_round->urgent)) return;
  this_round->visit(atomic_load_explicit(&entry->object, memory_order_relaxed), this_round->user);
  end_visit(entry);
}

void memguard_registry_each(memguard_registry *registry, bool urgent, memguard_visit_fn visit,
                            void *user) {
  round this_round = {urgent, visit, user};
  walk(registry, visit_entry, &this_round);
}

/* --- Fork, end ------------------------------------------------------------------------------- */

static void forget_visitors(memguard_entry *entry, void *user) {
  (void)user;
  if ((atomic_load_explicit(&entry->state, memory_order_relaxed) & LIVE) != 0) /* HIDDEN too */
    atomic_store_explicit(&entry->state, LIVE, memory_order_relaxed);
}

void memguard_registry_forked(memguard_registry *registry) {
  walk(registry, forget_visitors, NULL);
}

void memguard_registry_release(memguard_registry *registry) {
  for (uint32_t chunk = 0; chunk < MEMGUARD_REGISTRY_CHUNKS; chunk++) {
    free(atomic_load_explicit(&registry->chunks[chunk], memory_order_relaxed));
    atomic_store_explicit(&registry->chunks[chunk], NULL, memory_order_relaxed);
  }
  atomic_store_explicit(&registry->used, 0, memory_order_relaxed);
  atomic_store_explicit(&registry->free, 0, memory_order_relaxed);
}
