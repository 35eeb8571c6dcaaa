/* growth.c: extending the newest region, page by page within what may be locked. */
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/roots.h"

typedef struct growth {
  memguard_heap *heap;
  memguard_heap_region *region;
  memguard_unit *unit;
} growth;

static void add_pages(const growth *to, size_t offset, size_t bytes, memcall_safeguards in_force) {
  uint32_t first = (uint32_t)(offset >> to->heap->layout.page_shift) & (MEMGUARD_UNIT_PAGES - 1);
  uint32_t count = (uint32_t)(bytes >> to->heap->layout.page_shift);
  for (uint32_t page = first; page < first + count; page++) to->unit->in_force[page] = in_force;
  atomic_fetch_and_explicit(&to->region->in_force, in_force, memory_order_relaxed);
  atomic_fetch_or_explicit(&to->unit->usable, ((1u << count) - 1) << first, memory_order_release);
  memguard_roots_add(to->region->base + offset, bytes, to->heap->layout.page);
  to->heap->pool.pages += count;
  memguard_pool_add(&to->heap->pool, to->unit, first, count);
}

static bool is_affordable(const growth *to, size_t bytes) {
  return memcall_growing_charge(&to->region->ground, bytes) <=
         memguard_budget_left(to->heap->part.context);
}

/* One extension, charged to the budget first; what was not locked after all is given back. */
static memguard_status extend(const growth *to, size_t bytes) {
  memguard_context *context = to->heap->part.context;
  memcall_growing *ground = &to->region->ground;
  size_t charge = memcall_growing_charge(ground, bytes), before = ground->locked, offset = 0;
  memcall_safeguards in_force = 0;
  memguard_status status = memguard_budget_take(context, charge);
  if (status != MEMGUARD_OK) return status;
  memguard_heap_count_call(to->heap);
  status = (memguard_status)memcall_growing_extend(ground, bytes, &offset, &in_force);
  size_t locked = ground->locked - before;
  memguard_budget_give(context, charge - locked);
  to->region->charged += locked;
  if (locked > bytes) to->unit->guard_locked = true;
  if (status == MEMGUARD_OK) add_pages(to, offset, bytes, in_force);
  return status;
}

static uint32_t next_want(uint32_t pages) {
  return pages * 2 < MEMGUARD_UNIT_DATA_PAGES ? pages * 2 : MEMGUARD_UNIT_DATA_PAGES;
}

/* Extends by `most` pages or by halves, down to `least`. A heap so takes no more of a small limit
   than it needs, and at the limit asks the system once, not five times. */
static memguard_status extend_by_halves(const growth *to, uint32_t least, uint32_t most) {
  uint32_t *want = &to->heap->pool.want;
  for (uint32_t pages = most;; pages = pages / 2 > least ? pages / 2 : least) {
    size_t bytes = (size_t)pages << to->heap->layout.page_shift;
    memguard_status status = MEMGUARD_ERR_LOCK_LIMIT;
    if (pages == least || is_affordable(to, bytes)) status = extend(to, bytes);
    if (status == MEMGUARD_OK) *want = next_want(pages);
    if (status == MEMGUARD_OK || pages == least) return status;
    if (status != MEMGUARD_ERR_LOCK_LIMIT && status != MEMGUARD_ERR_NO_MEMORY) return status;
    *want = 1;
  }
}

/* Where the lock is only preferred, all that may be locked is used before a page goes without. */
static memguard_status extend_as_preferred(const growth *to, uint32_t least, uint32_t most) {
  memcall_growing *ground = &to->region->ground;
  memcall_safeguards require = ground->require, prefer = ground->prefer;
  memguard_status status = MEMGUARD_ERR_LOCK_LIMIT;
  if (((require | prefer) & MEMCALL_LOCKED) != 0) {
    ground->require = require | MEMCALL_LOCKED;
    status = extend_by_halves(to, least, most);
    ground->require = require;
  }
  if (status != MEMGUARD_OK && (require & MEMCALL_LOCKED) == 0) {
    ground->prefer = prefer & ~MEMCALL_LOCKED;
    status = extend_by_halves(to, least, most);
    ground->prefer = prefer;
  }
  return status;
}

static memguard_status grow(memguard_heap *heap, uint32_t least) {
  memguard_status status = MEMGUARD_OK;
  growth to = {heap, memguard_region_with_room(heap, &status), NULL};
  if (to.region == NULL) return status;
  to.unit = memguard_region_unit(heap, to.region);
  if (to.unit == NULL) return MEMGUARD_ERR_NO_MEMORY;
  uint32_t room = (uint32_t)(memcall_growing_room(&to.region->ground) >> heap->layout.page_shift);
  uint32_t most = heap->pool.want > least ? heap->pool.want : least;
  return extend_as_preferred(&to, least < room ? least : room, most < room ? most : room);
}

static memguard_status grow_locked(memguard_heap *heap, uint32_t least) {
  memguard_status status = MEMGUARD_OK;
  memguard_lock_acquire(&heap->pool.lock);
  if (!memguard_pool_has(&heap->pool, least)) status = grow(heap, least);
  memguard_lock_release(&heap->pool.lock);
  return status;
}

memguard_status memguard_region_grow(memguard_heap *heap, uint32_t least) {
  const memcall_error before = *memcall_last_error();
  memguard_status status = grow_locked(heap, least);
  size_t bytes = (size_t)least << heap->layout.page_shift;
  if (memguard_heap_make_room(heap, MEMGUARD_PART_HEAP, bytes, status))
    status = grow_locked(heap, least);
  if (status == MEMGUARD_OK) memguard_restore_error(&before);
  return status;
}

/* Not a page more than is wanted: what follows counts with what is left. */
memguard_status memguard_region_add(memguard_heap *heap, uint32_t pages) {
  memguard_lock_acquire(&heap->pool.lock);
  heap->pool.want = 1;
  memguard_status status = grow(heap, pages);
  memguard_lock_release(&heap->pool.lock);
  return status;
}

/* All parts of all contexts share the system's limit; a context's own budget is its own. */
bool memguard_heap_make_room(memguard_heap *heap, memguard_part_id asker, size_t bytes,
                             memguard_status refusal) {
  memguard_context *context = heap->part.context;
  if (refusal != MEMGUARD_ERR_LOCK_LIMIT && refusal != MEMGUARD_ERR_NO_MEMORY) return false;
  return memguard_budget_left(context) < bytes ? memguard_give_back(context, asker)
                                               : memguard_give_back_all(asker);
}
