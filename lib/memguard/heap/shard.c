/* shard.c: the lists of spans that have a free slot. */
#include "lib/memguard/heap/shard.h"

#include "lib/memguard/heap/pool.h"

/* --- A thread's own ------------------------------------------------------------------------- */

static _Thread_local uint32_t moves; /* since it began */

uint32_t memguard_shard_own(void) {
  const uint64_t mixed = (uint64_t)(uintptr_t)&moves * UINT64_C(0x9e3779b97f4a7c15);
  return ((uint32_t)(mixed >> 32) + moves) % MEMGUARD_HEAP_SHARDS;
}

memguard_shard *memguard_shard_lock_next(memguard_heap *heap) {
  moves++;
  memguard_shard *shard = &heap->shards[memguard_shard_own()];
  memguard_lock_acquire(&shard->lock);
  return shard;
}

/* --- Lists ----------------------------------------------------------------------------------- */

static void give_page(memguard_heap *heap, memguard_span *span) {
  memguard_slots_close(heap, span);
  memguard_pool_give(heap, span, 1);
}

void memguard_shard_unlink(memguard_shard *shard, memguard_span *span) {
  if (span->next != NULL) span->next->previous = span->previous;
  if (span->previous != NULL) {
    span->previous->next = span->next;
  } else {
    shard->open[span->which] = span->next;
  }
  span->listed = false;
}

void memguard_shard_drop(memguard_heap *heap, memguard_shard *shard, memguard_span *span) {
  memguard_shard_unlink(shard, span);
  give_page(heap, span);
}

void memguard_shard_link(memguard_heap *heap, memguard_shard *shard, memguard_span *span) {
  memguard_span **list = &shard->open[span->which];
  if (*list != NULL && (*list)->used == 0) memguard_shard_drop(heap, shard, *list);
  span->previous = NULL;
  span->next = *list;
  if (span->next != NULL) span->next->previous = span;
  *list = span;
  span->listed = true;
}

/* Spans without objects are as good as new, whatever was wiped. */
void memguard_shard_forget(memguard_heap *heap, memguard_shard *shard, uint32_t wipes) {
  for (uint32_t which = 0; which < heap->classes.count; which++) {
    memguard_span *head = shard->open[which];
    shard->open[which] = NULL;
    if (head != NULL && head->used == 0) give_page(heap, head);
  }
  shard->wipes = wipes;
}

/* --- Stealing -------------------------------------------------------------------------------- */

/* Two at once: in the order of their numbers, so that nobody waits in a circle. */
static void lock_both(memguard_heap *heap, uint32_t one, uint32_t other) {
  memguard_shard_lock(heap, &heap->shards[one < other ? one : other]);
  memguard_shard_lock(heap, &heap->shards[one < other ? other : one]);
}

static void unlock_both(memguard_heap *heap, uint32_t one, uint32_t other) {
  memguard_lock_release(&heap->shards[one].lock);
  memguard_lock_release(&heap->shards[other].lock);
}

/* All of a span's slots that are in use are objects, but for a few that were corrupt. */
static uint64_t objects_of(const memguard_heap *heap, memguard_span *span) {
  uint64_t objects = 0;
  for (uint32_t slot = 0; slot < span->cut.slots; slot++)
    objects += memguard_span_sizes(&heap->layout, span)[slot] != 0;
  return objects;
}

static void hand_over(memguard_heap *heap, memguard_span *span, uint32_t from, uint32_t to) {
  memguard_shard *giver = &heap->shards[from], *taker = &heap->shards[to];
  uint64_t objects = objects_of(heap, span);
  memguard_shard_unlink(giver, span);
  atomic_store_explicit(&span->tag, MEMGUARD_PAGE_SLOTS | to << 8, memory_order_release);
  memguard_shard_link(heap, taker, span);
  taker->live += objects;
  taker->peak += objects;
  giver->live -= objects;
  giver->peak -= objects;
}

static bool steal_from(memguard_heap *heap, uint32_t which, uint32_t from, uint32_t to) {
  lock_both(heap, from, to);
  memguard_span *span = heap->shards[from].open[which];
  bool found = span != NULL && heap->shards[from].wipes == heap->shards[to].wipes;
  if (found) hand_over(heap, span, from, to);
  unlock_both(heap, from, to);
  return found;
}

bool memguard_shard_steal(memguard_heap *heap, uint32_t which) {
  uint32_t own = memguard_shard_own();
  for (uint32_t i = 1; i < MEMGUARD_HEAP_SHARDS; i++)
    if (steal_from(heap, which, (own + i) % MEMGUARD_HEAP_SHARDS, own)) return true;
  return false;
}

static bool reclaim_from(memguard_heap *heap, memguard_shard *shard) {
  bool any = false;
  memguard_shard_lock(heap, shard);
  for (uint32_t which = 0; which < heap->classes.count; which++) {
    memguard_span *head = shard->open[which];
    if (head == NULL || head->used != 0) continue;
    memguard_shard_drop(heap, shard, head);
    any = true;
  }
  memguard_lock_release(&shard->lock);
  return any;
}

bool memguard_shard_reclaim(memguard_heap *heap) {
  bool any = false;
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
    any |= reclaim_from(heap, &heap->shards[number]);
  return any;
}
