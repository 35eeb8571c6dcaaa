/* purge.c: all of a heap loses its content and its access. purge.h has the order. */
#include "lib/memguard/heap/purge.h"

#include "lib/memguard/heap/large.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

/* What is written while access goes is emptied after it went. Pages without content need no lock; it
   cannot be told whether they have one where taking access away undid it. */
bool memguard_purge_hide_pages(unsigned char *bytes, size_t size) {
  (void)memcall_backend_protect(bytes, size, memcall_backend_protection(MEMCALL_NO_ACCESS));
  (void)memcall_backend_discard(bytes, size);
  return memcall_backend_unlock(bytes, size).status == MEMCALL_OK ||
         (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS) != 0;
}

/* --- Regions --------------------------------------------------------------------------------- */

/* Whoever had a shard's lock when the regions were retired may have been at their pages. */
static bool pass_shards(memguard_heap *heap, const memguard_patience *patience) {
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++) {
    memguard_shard *shard = &heap->shards[number];
    if (!memguard_patience_lock(patience, &shard->lock)) return false;
    memguard_shard_refresh(heap, shard);
    memguard_lock_release(&shard->lock);
  }
  return true;
}

static void take_access(memguard_heap *heap, const memguard_patience *patience) {
  memguard_ended ended[MEMGUARD_HEAP_REGIONS];
  if (!memguard_patience_lock(patience, &heap->pool.lock)) return;
  uint32_t count = memguard_purge_retire(heap, ended);
  memguard_lock_release(&heap->pool.lock);
  if (!pass_shards(heap, patience) || !memguard_patience_await(patience, &heap->writers)) return;
  for (uint32_t i = 0; i < count; i++) memguard_purge_hide(heap, &ended[i], patience);
}

/* --- Objects with a mapping of their own ----------------------------------------------------- */

static bool is_of_before(const memguard_heap *heap, const memguard_large *large) {
  return !large->stale && large->wipes != memguard_heap_wipes(heap) &&
         !atomic_load_explicit(&large->hidden, memory_order_relaxed);
}

static void hide_object(memguard_heap *heap, memguard_large *large,
                        const memguard_patience *patience) {
  memguard_heap_wipe_large(heap, large);
  atomic_store_explicit(&large->hidden, true, memory_order_seq_cst);
  if (!memguard_patience_await(patience, &heap->wipers)) {
    atomic_store_explicit(&large->hidden, false, memory_order_seq_cst);
    return;
  }
  memguard_heap_count_call(heap);
  if (!memguard_purge_hide_pages(large->region.data, large->region.size)) return;
  memguard_budget_give(heap->part.context, large->charged);
  large->charged = 0;
  large->region.in_force &= ~MEMCALL_LOCKED;
}

static void hide_objects(memguard_heap *heap, const memguard_patience *patience) {
  if (!memguard_patience_lock(patience, &heap->large_lock)) return;
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (memguard_large *large = heap->large[i]; large != NULL; large = large->next)
      if (is_of_before(heap, large)) hide_object(heap, large, patience);
  memguard_lock_release(&heap->large_lock);
}

/* --- All together ---------------------------------------------------------------------------- */

void memguard_heap_purge(memguard_part *part) {
  memguard_heap *heap = (memguard_heap *)part;
  if ((heap->part.context->flags & MEMGUARD_PURGE_HEAP) == 0) return;
  const memguard_patience patience = memguard_patience_begin();
  memguard_heap_wipe(part);
  if (!memguard_patience_lock(&patience, &heap->purge_lock)) return;
  take_access(heap, &patience);
  hide_objects(heap, &patience);
  memguard_lock_release(&heap->purge_lock);
}
