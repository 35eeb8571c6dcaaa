/* growing.h: a region whose usable, locked prefix grows. The heap's ground; for the libraries, not
   for users.

   Address space is reserved once and all flags (fork, dumps, merging, small pages) are set once on
   the whole, so that growth splits no mapping. Page 0 of every unit is a guard; the page behind the
   prefix always is one. Guards go in before the lock, because a locked range refuses guard markers.

   Threads: calls that change one region are serialised by their caller. */
#ifndef MEMCALL_GROWING_H
#define MEMCALL_GROWING_H

#include "lib/memcall/backend/backend.h"

MEMCALL_BEGIN

typedef struct memcall_growing {
  unsigned char *base;
  size_t size;   /* bytes reserved: whole units plus one page for the last guard */
  size_t unit;   /* bytes; a power of two; one guard page and then data pages */
  size_t prefix; /* bytes from base that are in use: guards and data */
  size_t locked; /* bytes charged to the lock limit, inner guards included */
  memcall_safeguards require, prefer;
  memcall_safeguards in_force; /* what every extension so far has; LOCKED comes with the first */
} memcall_growing;

/* memcall_growing_reserve takes address space and sets its flags; nothing is usable yet.
   size: whole units. require and prefer: LOCKED, NO_DUMP, FORK_HANDLED, GUARDED and NO_MERGE; an
   action other than INHERIT is required unless FORK_HANDLED is preferred. Statuses of
   memcall_alloc_request. */
MEMCALL_CHECKED memcall_status memcall_growing_reserve(size_t size, size_t unit,
                                                       memcall_fork_action action,
                                                       memcall_safeguards require,
                                                       memcall_safeguards prefer,
                                                       memcall_growing *out);

/* memcall_growing_extend makes `bytes` (whole pages, at most what is left of the unit) usable,
   zeroed, resident and, if it can be had, locked. *offset: of the first usable byte; *in_force: of
   these pages. On failure all is as it was: the prefix, its lock, the guard behind it. NO_MEMORY
   also when the region is full; INVALID when bytes does not fit the unit (memcall_growing_room). */
MEMCALL_CHECKED memcall_status memcall_growing_extend(memcall_growing *growing, size_t bytes,
                                                      size_t *offset, memcall_safeguards *in_force);

/* memcall_growing_shrink gives the last `bytes` of data back (whole pages, which the caller has
   wiped, at most what the last unit has; with a unit's last page goes its guard). locked: how many
   bytes of that, guard included, are locked and charged. Afterwards an access faults as one behind
   the prefix does. INVALID; what unlocking answers: nothing has changed then. */
MEMCALL_CHECKED memcall_status memcall_growing_shrink(memcall_growing *growing, size_t bytes,
                                                      size_t locked);

/* Data bytes that the next extension may take: what is left of the current unit, or a whole unit's.
   0: full. */
size_t memcall_growing_room(const memcall_growing *growing);

/* Bytes that an extension by `bytes` charges to the lock limit, at most: the data and, when it
   enters a unit that is not the first and guards cost no mapping, one guard. 0 without LOCKED. */
size_t memcall_growing_charge(const memcall_growing *growing, size_t bytes);

/* memcall_growing_wipe writes zeros over every usable page of the prefix. Signals: safe. */
void memcall_growing_wipe(const memcall_growing *growing);

/* memcall_growing_release wipes, gives all back and zeroes *growing. A zeroed one: no effect. */
void memcall_growing_release(memcall_growing *growing);

MEMCALL_END

#endif
