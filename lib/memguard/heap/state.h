/* state.h: a heap as a whole.

   Locks are taken in this order: shards' by number, the pool's. */
#ifndef MEMGUARD_HEAP_STATE_H
#define MEMGUARD_HEAP_STATE_H

#include "lib/memcall/growing.h"
#include "lib/memguard/context/context.h"
#include "lib/memguard/context/registry.h"
#include "lib/memguard/heap/span.h"

#define MEMGUARD_HEAP_SHARDS 16u
#define MEMGUARD_HEAP_REGIONS 256u
#define MEMGUARD_LARGE_LISTS 64u
#define MEMGUARD_LARGE_ENDED 64u

/* Address space of which a prefix is in use. Never given back while the heap lives: a stale pointer
   must not meet foreign memory. */
typedef struct memguard_heap_region {
  unsigned char *base;
  size_t size;
  bool stale;    /* its content stayed with the parent process */
  bool closed;   /* grows no more */
  size_t purged; /* bytes from base that purges ended: whole units */
  memcall_growing ground;
  memcall_growing decoy; /* took the place of stale pages that a child has not; nothing is in it */
  size_t charged;        /* bytes of the context's budget */
  _Atomic uint32_t in_force; /* what every usable page has; all bits while there is none */
  _Atomic(memguard_unit *) units[];
} memguard_heap_region;

/* Free pages of all regions, by unit. */
typedef struct memguard_pool {
  memguard_lock lock;
  uint32_t want;   /* pages to grow by next: doubles when it may, halves when it is refused */
  size_t pages;    /* that this process can use, free or not */
  size_t kept;     /* of which a trim leaves so many: they were reserved */
  size_t unlocked; /* bytes: a purge's sum */
  memguard_unit *lists[MEMGUARD_UNIT_PAGES]; /* by the longest run of free pages */
} memguard_pool;

/* The spans that one thread, or a few, take their slots from. */
typedef struct memguard_shard {
  memguard_lock lock;
  uint32_t wipes;                        /* the heap's, when the lists were last known to be good */
  uint64_t live;                         /* objects in its spans */
  uint64_t peak, made;                   /* the most that were alive at once, and all there were */
  memguard_span *open[MEMGUARD_CLASSES]; /* spans with a free slot. One without any object is alone
                                            in its list */
  unsigned char apart[96];               /* the next shard's lock is on another cache line, and a
                                            shift leads there: 512 bytes */
} memguard_shard;

/* An object with a mapping of its own. */
typedef struct memguard_large {
  memcall_region region;
  size_t start;   /* bytes before the object */
  size_t size;    /* bytes asked for; 0: its edges were broken, it stays until the heap ends */
  size_t charged; /* bytes of the context's budget */
  uint32_t wipes;
  bool stale;
  _Atomic bool hidden;   /* it has lost access, or is about to */
  memguard_entry *entry; /* in the heap's table */
  struct memguard_large *next;
} memguard_large;

typedef struct memguard_heap {
  memguard_part part;
  memguard_layout layout;
  memguard_size_classes classes;
  /* Count of emergency wipes and forks << 16 | wipes in progress. What was made under another count
     has no canary that could be checked, and its slots are not handed out again. */
  _Atomic uint64_t wipes;
  _Atomic uint32_t region_count;
  memguard_heap_region *regions[MEMGUARD_HEAP_REGIONS]; /* below region_count they never change */
  memguard_pool pool;
  memguard_shard shards[MEMGUARD_HEAP_SHARDS];
  _Atomic uint64_t apart; /* objects that are in no shard */
  _Atomic uint64_t apart_peak, apart_made;
  _Atomic uint64_t failures, system_calls;
  /* Calls that are at work on pages under no lock, and wipes: what takes access away waits for
     both. They count themselves before they look whether they may. */
  _Atomic uint32_t writers, wipers;
  memguard_lock purge_lock; /* one purge at a time takes access away */
  memguard_lock large_lock;
  memguard_large *large[MEMGUARD_LARGE_LISTS];
  memguard_registry large_table;         /* the same objects, for a signal handler to walk */
  uintptr_t ended[MEMGUARD_LARGE_ENDED]; /* where such objects were; 0: none */
  uint32_t next_ended;
} memguard_heap;

static inline void memguard_heap_begin(_Atomic uint32_t *count) {
  atomic_fetch_add_explicit(count, 1, memory_order_seq_cst);
}
static inline void memguard_heap_end(_Atomic uint32_t *count) {
  atomic_fetch_sub_explicit(count, 1, memory_order_release);
}

static inline bool memguard_unit_is_purged(const memguard_unit *unit) {
  return atomic_load_explicit(&unit->purged, memory_order_seq_cst);
}

static inline uint32_t memguard_heap_regions(const memguard_heap *heap) {
  return atomic_load_explicit(&heap->region_count, memory_order_acquire);
}

/* --- Wipes ----------------------------------------------------------------------------------- */

static inline uint32_t memguard_heap_wipes(const memguard_heap *heap) {
  return (uint32_t)(atomic_load_explicit(&heap->wipes, memory_order_acquire) >> 16);
}

/* Whether no wipe has begun since the count was read; call after reading the bytes that it may have
 * zeroed. */
static inline bool memguard_heap_unwiped(const memguard_heap *heap, uint32_t wipes) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(&heap->wipes, memory_order_relaxed) == (uint64_t)wipes << 16;
}

/* --- From a pointer to its page -------------------------------------------------------------- */

typedef struct memguard_place {
  unsigned char *pointer;
  memguard_heap_region *region;
  memguard_unit *unit;
  memguard_span *span; /* the page's entry; NULL: not a page of this heap that could be used */
  size_t page;         /* of the unit */
  size_t offset;       /* into the page */
} memguard_place;

static inline void memguard_place_in(const memguard_heap *heap, memguard_heap_region *region,
                                     size_t offset, memguard_place *out) {
  const memguard_layout *layout = &heap->layout;
  out->region = region;
  out->unit =
      atomic_load_explicit(&region->units[offset >> layout->unit_shift], memory_order_acquire);
  out->page = (offset >> layout->page_shift) & (MEMGUARD_UNIT_PAGES - 1);
  out->offset = offset & (layout->page - 1);
  if (out->unit != NULL && out->page != 0)
    out->span = memguard_unit_span(layout, out->unit, out->page);
}

/* Newest first: in a child, address space that the parent's regions had may have been handed out
   again. Filled in place, because a struct that is returned is copied, field by field and then as
   vectors, for which a CPU waits longer than for all else here. */
static inline void memguard_place_find(const memguard_heap *heap, const void *pointer,
                                       memguard_place *out) {
  uint32_t count = memguard_heap_regions(heap);
  out->pointer = (unsigned char *)(uintptr_t)pointer;
  out->span = NULL;
  while (count-- > 0) {
    memguard_heap_region *region = heap->regions[count];
    size_t offset = (size_t)((uintptr_t)pointer - (uintptr_t)region->base);
    if (offset >= region->size) continue;
    memguard_place_in(heap, region, offset, out);
    return;
  }
}

/* NEW where there is no page of this heap's. */
static inline uint32_t memguard_place_kind(const memguard_place *place) {
  if (place->span == NULL) return MEMGUARD_PAGE_NEW;
  return memguard_span_kind(atomic_load_explicit(&place->span->tag, memory_order_acquire));
}

/* What all of so many pages from this one on have. */
static inline memcall_safeguards memguard_place_in_force(const memguard_place *place,
                                                         size_t pages) {
  memcall_safeguards in_force = UINT32_MAX;
  for (uint32_t i = 0; i < pages; i++) in_force &= place->unit->in_force[place->page + i];
  return in_force;
}

/* --- Counting -------------------------------------------------------------------------------- */

/* Objects that share no page: one more, and one less. */
void memguard_heap_add_apart(memguard_heap *heap);
void memguard_heap_drop_apart(memguard_heap *heap);

/* A request of the system's. */
static inline void memguard_heap_count_call(memguard_heap *heap) {
  atomic_fetch_add_explicit(&heap->system_calls, 1, memory_order_relaxed);
}

#endif
