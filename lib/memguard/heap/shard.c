/* shard.c: the lists of spans that have a free slot. */
#include "lib/memguard/heap/shard.h"

#include "lib/memguard/heap/pool.h"

/* --- Lists -------------------------------------------------------------------------------- */

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

static void drop(memguard_heap *heap, memguard_shard *shard, memguard_span *span) {
  memguard_shard_unlink(shard, span);
  give_page(heap, span);
}

void memguard_shard_link(memguard_heap *heap, memguard_shard *shard, memguard_span *span) {
  memguard_span **list = &shard->open[span->which];
  if (*list != NULL && (*list)->used == 0) drop(heap, shard, *list);
  span->previous = NULL;
  span->next = *list;
  if (span->next != NULL) span->next->previous = span;
  *list = span;
  span->listed = true;
}

void memguard_shard_relist(memguard_heap *heap, memguard_shard *shard, memguard_span *span) {
  if (!span->listed) memguard_shard_link(heap, shard, span);
  if (span->used == 0 && (span->next != NULL || span->previous != NULL)) drop(heap, shard, span);
}

/* --- Locks -------------------------------------------------------------------------------- */

/* Spans without objects are as good as new, whatever was wiped. */
static void forget_lists(memguard_heap *heap, memguard_shard *shard, uint32_t wipes) {
  for (uint32_t which = 0; which < heap->classes.count; which++) {
    memguard_span *head = shard->open[which];
    shard->open[which] = NULL;
    if (head != NULL && head->used == 0) give_page(heap, head);
  }
  shard->wipes = wipes;
}

static inline void refresh(memguard_heap *heap, memguard_shard *shard) {
  uint32_t wipes = memguard_heap_wipes(heap);
  if (shard->wipes != wipes) forget_lists(heap, shard, wipes);
}

void memguard_shard_lock(memguard_heap *heap, memguard_shard *shard) {
  memguard_lock_acquire(&shard->lock);
  refresh(heap, shard);
}

uint32_t memguard_shard_lock_own(memguard_heap *heap) {
  uint32_t number = memguard_shard_own(), other = number ^ 1;
  if (!memguard_lock_try(&heap->shards[number].lock)) {
    if (memguard_lock_try(&heap->shards[other].lock)) {
      number = other;
    } else {
      memguard_lock_wait(&heap->shards[number].lock);
    }
  }
  refresh(heap, &heap->shards[number]);
  return number;
}

/* A span may change hands while its lock is waited for: then the tag says whose it is now. */
memguard_shard *memguard_shard_lock_of(memguard_heap *heap, memguard_span *span) {
  uint32_t tag = atomic_load_explicit(&span->tag, memory_order_acquire);
  while (memguard_span_kind(tag) == MEMGUARD_PAGE_SLOTS) {
    memguard_shard *shard = &heap->shards[tag >> 8];
    memguard_shard_lock(heap, shard);
    uint32_t now = atomic_load_explicit(&span->tag, memory_order_acquire);
    if (now == tag) return shard;
    memguard_lock_release(&shard->lock);
    tag = now;
  }
  return NULL;
}

/* --- Stealing
 * ------------------------------------------------------------------------------------- */

/* Takes a span out of a shard's list and makes it another's. Until it is in that one's list it is
 * in none. */
static memguard_span *lift(memguard_heap *heap, memguard_shard *from, uint32_t which, uint32_t to) {
  memguard_shard_lock(heap, from);
  memguard_span *span = from->open[which];
  if (span != NULL) {
    memguard_shard_unlink(from, span);
    atomic_store_explicit(&span->tag, MEMGUARD_PAGE_SLOTS | to << 8, memory_order_release);
  }
  memguard_lock_release(&from->lock);
  return span;
}

/* Meanwhile an object of it may have been freed, which lists it; then anything may have become of
 * the page. */
static void put(memguard_heap *heap, memguard_span *span, uint32_t number) {
  memguard_shard *shard = &heap->shards[number];
  memguard_shard_lock(heap, shard);
  bool ours =
      atomic_load_explicit(&span->tag, memory_order_relaxed) == (MEMGUARD_PAGE_SLOTS | number << 8);
  if (ours && !span->listed && span->wipes == shard->wipes &&
      span->used < heap->classes.of[span->which].slots)
    memguard_shard_link(heap, shard, span);
  memguard_lock_release(&shard->lock);
}

bool memguard_shard_steal(memguard_heap *heap, uint32_t which) {
  uint32_t own = memguard_shard_own();
  for (uint32_t i = 1; i < MEMGUARD_HEAP_SHARDS; i++) {
    memguard_span *span = lift(heap, &heap->shards[(own + i) % MEMGUARD_HEAP_SHARDS], which, own);
    if (span == NULL) continue;
    put(heap, span, own);
    return true;
  }
  return false;
}

static bool reclaim_from(memguard_heap *heap, memguard_shard *shard) {
  bool any = false;
  memguard_shard_lock(heap, shard);
  for (uint32_t which = 0; which < heap->classes.count; which++) {
    memguard_span *head = shard->open[which];
    if (head == NULL || head->used != 0) continue;
    drop(heap, shard, head);
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
