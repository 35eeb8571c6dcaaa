/* span.h: the bookkeeping of pages, which stands outside them.

   A unit is 16 pages: a guard and 15 that hold data. A span is one page cut into slots, or a run of
   pages that is one slot. Each page has an entry of its own, so that a pointer leads to its entry
   by arithmetic; a run's first entry stands for all of it. The guard's entry is the unit's. */
#ifndef MEMGUARD_HEAP_SPAN_H
#define MEMGUARD_HEAP_SPAN_H

#include <stdatomic.h>
#include <stdbool.h>

#include "lib/memguard/heap/size_class.h"
#include "memcall/memcall.h"

#define MEMGUARD_UNIT_PAGES 16u
#define MEMGUARD_UNIT_DATA_PAGES (MEMGUARD_UNIT_PAGES - 1)

/* What a page is, in the low byte of its tag. */
enum {
  MEMGUARD_PAGE_NEW,    /* never used, or not usable yet */
  MEMGUARD_PAGE_FREED,  /* wiped, and free for any use */
  MEMGUARD_PAGE_SLOTS,  /* tag >> 8 is the shard whose lock guards the entry */
  MEMGUARD_PAGE_RUN,    /* the first of a run */
  MEMGUARD_PAGE_INSIDE, /* another of a run */
  MEMGUARD_PAGE_HELD,   /* the first of a run that is being looked at or resized */
  MEMGUARD_PAGE_LEAVING /* the first of a run that is being freed, or is corrupt */
};

typedef struct memguard_span memguard_span;
struct memguard_span {
  _Atomic uint32_t tag;
  uint32_t wipes; /* the heap's count of wipes when the span was made: see memguard_heap */
  union {
    memguard_size_class cut; /* slots: how the page is cut */
    size_t start;            /* a run: bytes before the object */
  };
  uint16_t used;   /* slots that are not free, corrupt ones included */
  uint16_t cursor; /* the slot to look at next: a freed one rests till all had their turn */
  uint8_t which;   /* slots: class */
  uint8_t page;    /* of the unit */
  bool listed;
  unsigned char *data; /* its page */
  union {
    memguard_span *next; /* slots: among the shard's spans of this class with a free slot */
    size_t size;         /* a run: bytes asked for */
  };
  union {
    memguard_span *previous;
    size_t pages; /* a run: how many */
  };
  uint64_t available[]; /* slots: one bit each, 1 = free. Then the sizes, see below */
};

typedef struct memguard_unit memguard_unit;
struct memguard_unit {
  _Atomic uint32_t usable; /* pages that hold data, one bit each; loses them only to a trim */
  uint32_t available;      /* pages that are free */
  uint32_t longest;        /* pages of the longest run of free ones: the list it is in */
  bool guard_locked;       /* and charged */
  _Atomic bool purged;     /* no call touches its pages any more, and none becomes free again; */
  _Atomic bool hidden;     /* nor does a wipe: they have lost access, or are about to */
  memguard_unit *next, *previous;
  unsigned char *base;
  memcall_safeguards in_force[MEMGUARD_UNIT_PAGES];
  void *allocation;
};

/* Sizes of things that follow from the page size. */
typedef struct memguard_layout {
  size_t page;
  uint32_t page_shift, unit_shift;
  uint32_t words; /* of memguard_span.available */
  size_t stride;  /* bytes from one entry to the next */
} memguard_layout;

/* Bytes asked for, by slot; 0: not in use. What is before the first slot counts as in use, so there
   is a number for it too, at [-1]. */
static inline uint16_t *memguard_span_sizes(const memguard_layout *layout, memguard_span *span) {
  return (uint16_t *)(void *)(span->available + layout->words) + 1;
}

static inline memguard_span *memguard_unit_span(const memguard_layout *layout, memguard_unit *unit,
                                                size_t page) {
  return (memguard_span *)(void *)((unsigned char *)unit + page * layout->stride);
}

static inline memguard_unit *memguard_span_unit(const memguard_layout *layout,
                                                memguard_span *span) {
  return (memguard_unit *)(void *)((unsigned char *)span - span->page * layout->stride);
}

/* A page that a trim took is none any more, whatever it had. */
static inline bool memguard_unit_is_locked(const memguard_unit *unit, size_t page) {
  uint32_t usable = atomic_load_explicit(&unit->usable, memory_order_relaxed);
  return (usable >> page & 1) != 0 && (unit->in_force[page] & MEMCALL_LOCKED) != 0;
}

static inline uint32_t memguard_span_kind(uint32_t tag) { return tag & 0xff; }

#endif
