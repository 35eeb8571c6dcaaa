/* recycle.h: mappings of destroyed buffers wait here, locked, guarded and without access, until a
   new buffer of their size takes the one that has waited longest.

   A stale pointer faults as long as its page waits, and a page waits until so many others of its
   size came after it that a new object is unlikely to meet it soon. Pages here are zero; nothing of
   a purge, an emergency or a dump concerns them. They stay charged to the lock budget, and go back
   to the system before a call answers that there is no lock or no memory left. */
#ifndef MEMGUARD_BUFFER_RECYCLE_H
#define MEMGUARD_BUFFER_RECYCLE_H

#include "lib/memguard/context/context.h"
#include "memguard/buffer.h"

#define MEMGUARD_RECYCLED_SIZES 8 /* 1 to 8 pages; larger ones are rarely many */
#define MEMGUARD_RECYCLED_WAIT 64 /* pages of one size that wait before the oldest is taken */
#define MEMGUARD_RECYCLED_BYTES (1u << 20) /* all together; beyond, the oldest goes back */

typedef struct memguard_queue { /* oldest first, linked by memguard_buffer.next */
  memguard_buffer *oldest, *newest;
  size_t length;
} memguard_queue;

typedef struct memguard_recycler {
  memguard_lock lock;
  memguard_queue queues[MEMGUARD_RECYCLED_SIZES];
  size_t bytes, mappings;
  uint64_t turns;                  /* mappings that ever came */
  _Atomic memcall_safeguards best; /* all that any mapping of this context had */
} memguard_recycler;

struct memguard_buffers;

/* Remembers what a fresh mapping has: one that has less is not worth keeping. */
void memguard_recycle_note(struct memguard_buffers *buffers, memcall_safeguards in_force);

/* Keeps the pages of a buffer that is held, wiped and in no table; false: they are to be given
   back. */
bool memguard_recycle_keep(struct memguard_buffers *buffers, memguard_buffer *buffer);

/* Takes the oldest mapping of that many bytes (whole pages), accessible and locked again; NULL:
   none is due. CORRUPT (reported): something wrote to it meanwhile, and the handler returned. */
MEMCALL_CHECKED memguard_status memguard_recycle_take(struct memguard_buffers *buffers,
                                                      size_t bytes, const char *operation,
                                                      memguard_buffer **out);

/* Gives all of them back to the system; true: there were some. */
bool memguard_recycle_give_back(struct memguard_buffers *buffers);

/* In a child, alone: nothing is kept that the parent had. */
void memguard_recycle_forked(struct memguard_buffers *buffers);

#endif
