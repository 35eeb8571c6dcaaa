/* registry.h: an append-only table of live objects. Entries are never unmapped while the table
   lives, and change state by compare-and-swap alone, so a purge or a signal handler can walk it
   while other threads add and remove.

   FREE → LIVE (add) → LEAVING → FREE (remove)
          LIVE → HIDDEN (hide) → LIVE (show)
   A LIVE entry counts its visitors, and cannot leave while it has any.
   An owner wipes its object, then removes it, then unmaps: whoever finds an entry LEAVING has
   nothing left to wipe. */
#ifndef MEMGUARD_CONTEXT_REGISTRY_H
#define MEMGUARD_CONTEXT_REGISTRY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct memguard_entry {
  _Atomic uint32_t state; /* FREE, LEAVING, or LIVE and the number of visitors */
  uint32_t index;         /* its own place */
  _Atomic uint32_t next;  /* in the list of free entries: index + 1, 0 ends */
  _Atomic(void *) object;
} memguard_entry;

#define MEMGUARD_REGISTRY_CHUNKS 26 /* chunk i holds 64 << i entries */

typedef struct memguard_registry {
  _Atomic(memguard_entry *) chunks[MEMGUARD_REGISTRY_CHUNKS];
  _Atomic uint32_t used; /* entries ever handed out */
  _Atomic uint64_t free; /* head of the free list: tag << 32 | index + 1 */
} memguard_registry;

/* Adds an object; NULL: no memory. A zeroed registry is empty. */
memguard_entry *memguard_registry_add(memguard_registry *registry, void *object);

/* Takes an entry out, waiting while it is being visited. After it returns nobody will visit the
   object. Not from inside a visit of the same entry, which would wait for itself. */
void memguard_registry_remove(memguard_registry *registry, memguard_entry *entry);

/* Takes an entry out of sight, waiting while it is being visited, so that its object may change as
   no visitor could bear; then puts it back. What walked past meanwhile has missed it. A child that
   was forked in between sees it. */
void memguard_registry_hide(memguard_entry *entry);
void memguard_registry_show(memguard_entry *entry);

typedef void (*memguard_visit_fn)(void *object, void *user);

/* Visits every object that is live from the call's beginning to its end, and perhaps some that come
   or go meanwhile. urgent: also beside other visits (of other threads, or one of this very thread's
   that a signal interrupted), so the visit must be one that can be repeated; never waits. Otherwise
   one visit of an object at a time: waits its turn. Signals: safe when urgent and visit is. */
void memguard_registry_each(memguard_registry *registry, bool urgent, memguard_visit_fn visit,
                            void *user);

/* In a forked child, alone: ends the visits of threads that stayed with the parent. What they were
   adding or removing stays out of the table, at the cost of an entry each. */
void memguard_registry_forked(memguard_registry *registry);

/* Gives the table's memory back. No entry may be live. */
void memguard_registry_release(memguard_registry *registry);

#endif
