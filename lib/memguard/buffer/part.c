/* part.c: all buffers of a context, as purge, emergency, fork and report see them. */
#include <stdlib.h>

#include "lib/memguard/buffer/buffers.h"
#include "lib/memguard/context/at_fork.h"

static memguard_buffers *buffers_of_part(memguard_part *part) {
  return (memguard_buffers *)(void *)part;
}

/* --- Purge ----------------------------------------------------------------------------------- */

/* Marks it and, unless it is lent, takes hold of it or finds it held: in one step, so that a loan that
   begins at this moment comes before the purge or does not begin. Returns what it was. */
static uint32_t mark_purged(memguard_buffer *buffer) {
  const uint32_t marks = MEMGUARD_BUFFER_EXPIRED | MEMGUARD_BUFFER_PURGED;
  uint32_t seen = memguard_buffer_state(buffer), wanted;
  do {
    wanted = seen | marks | ((seen & MEMGUARD_BUFFER_LENT) == 0 ? MEMGUARD_BUFFER_HELD : 0u);
  } while (!atomic_compare_exchange_weak_explicit(&buffer->state, &seen, wanted,
                                                  memory_order_acq_rel, memory_order_relaxed));
  return seen;
}

/* One that is lent is left to whoever takes it back. One that somebody else holds is wiped and hidden
   by him on the way out; emptying it at once needs nobody's leave where it is one step in the system;
   elsewhere it means changing access, which would collide with the holder. */
static void purge_one(void *object, void *user) {
  memguard_buffer *buffer = object;
  const memguard_buffers *buffers = user;
  if (memguard_buffer_is_foreign(buffer)) return;
  uint32_t before = mark_purged(buffer);
  if ((before & MEMGUARD_BUFFER_LENT) != 0) return;
  if ((before & MEMGUARD_BUFFER_HELD) == 0) {
    memguard_buffer_note_holder(buffer);
    (void)memguard_buffer_clear_pages(buffer);
    memguard_buffer_release_void(buffer);
  } else if (buffers->discards_in_one_step) {
    (void)memguard_buffer_discard_pages(buffer);
  }
}

static void purge(memguard_part *part) {
  memguard_buffers *buffers = buffers_of_part(part);
  memguard_registry_each(&buffers->live, true, purge_one, buffers);
}

/* --- Emergency ------------------------------------------------------------------------------- */

static bool may_be_absent(const memguard_buffer *buffer) {
  return memguard_buffer_is_foreign(buffer) ||
         memguard_is_absent(buffer->fork_action, &buffer->region.in_force);
}

/* Held: by the very call that a signal interrupted, which cannot finish; then the pages are emptied
   here. Or by another thread, which wipes them on the way out. Where emptying is one step, they are
   emptied at once in either case; elsewhere that means changing access, and the other thread, or
   this one, would fault. Pages keep their access, except where emptying means writing. The
   interrupted call's own pages are written where they cannot be discarded. */
static void wipe_one(void *object, void *user) {
  memguard_buffer *buffer = object;
  const memguard_buffers *buffers = user;
  if (may_be_absent(buffer)) return;
  if (memguard_buffer_expire(buffer, 0)) {
    memguard_buffer_empty_pages(buffer);
    memguard_buffer_release_void(buffer);
  } else if (memguard_buffer_is_held_here(buffer)) {
    if (!memguard_buffer_discard_pages(buffer)) (void)memguard_buffer_clear_pages(buffer);
  } else if (buffers->discards_in_one_step) {
    (void)memguard_buffer_discard_pages(buffer);
  }
}

static void emergency(memguard_part *part) {
  memguard_buffers *buffers = buffers_of_part(part);
  memguard_registry_each(&buffers->live, true, wipe_one, buffers);
}

/* --- Fork ------------------------------------------------------------------------------------ */

/* Where the fork action could not be had, the child holds a copy. */
static void revive_one(void *object, void *user) {
  memguard_buffer *buffer = object;
  (void)user;
  if (buffer->context->inherits) {
    memguard_buffer_inherit(buffer);
  } else if ((buffer->region.in_force & MEMCALL_FORK_HANDLED) == 0) {
    memguard_buffer_forget(buffer);
  }
}

static void around_fork(memguard_part *part, bool hold) {
  memguard_buffers *buffers = buffers_of_part(part);
  void (*act)(memguard_lock *lock) = hold ? memguard_fork_hold : memguard_fork_let_go;
  act(&buffers->exchange);
  act(&buffers->recycler.lock);
}

static void forked(memguard_part *part) {
  memguard_buffers *buffers = buffers_of_part(part);
  memguard_lock_open(&buffers->exchange);
  memguard_recycle_forked(buffers);
  memguard_registry_forked(&buffers->live);
  memguard_registry_each(&buffers->live, true, revive_one, NULL);
}

/* --- Report, end ----------------------------------------------------------------------------- */

static bool is_gone(const memguard_buffer *buffer) {
  return memguard_buffer_is_foreign(buffer) ||
         (memguard_buffer_state(buffer) & MEMGUARD_BUFFER_EXPIRED) != 0;
}

static void survey_one(void *object, void *user) {
  const memguard_buffer *buffer = object;
  memcall_safeguards *in_force = user;
  memcall_safeguards open = buffer->requested & MEMCALL_KEYED ? 0 : MEMCALL_KEYED;
  if (!is_gone(buffer)) *in_force &= buffer->region.in_force | open;
}

static void survey(memguard_part *part, memcall_safeguards *in_force) {
  memguard_registry_each(&buffers_of_part(part)->live, true, survey_one, in_force);
}

static void count_one(void *object, void *user) {
  const memguard_buffer *buffer = object;
  uint64_t *unlocked = user;
  if (!is_gone(buffer))
    *unlocked += memguard_unlocked(buffer->context, buffer->region.in_force, buffer->region.size);
}

static void count(memguard_part *part, memguard_stats *stats) {
  memguard_registry_each(&buffers_of_part(part)->live, true, count_one, &stats->unlocked_bytes);
  stats->mapped_bytes += atomic_load_explicit(&buffers_of_part(part)->mapped, memory_order_relaxed);
}

static void trim(memguard_part *part) {
  memguard_buffers *buffers = buffers_of_part(part);
  (void)memguard_recycle_give_back(buffers);
  memguard_buffers_retry_leftovers(buffers);
}

static void destroy(memguard_part *part) {
  memguard_buffers *buffers = buffers_of_part(part);
  (void)memguard_recycle_give_back(buffers);
  memguard_buffers_end_leftovers(buffers);
  memguard_registry_release(&buffers->live);
  free(buffers);
}

static const memguard_part_calls calls = {.purge = purge,
                                          .emergency = emergency,
                                          .fork = around_fork,
                                          .forked = forked,
                                          .survey = survey,
                                          .verify = memguard_buffers_verify,
                                          .count = count,
                                          .trim = trim,
                                          .destroy = destroy,
                                          .locate = memguard_buffers_locate};

/* --- Making ---------------------------------------------------------------------------------- */

static memguard_part *make(memguard_context *context, memguard_status *status) {
  memguard_buffers *buffers = calloc(1, sizeof *buffers);
  if (buffers == NULL) {
    *status = memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_buffer_new", NULL);
    return NULL;
  }
  buffers->part = (memguard_part){&calls, context};
  /* Asked here, because a signal handler must find the answer ready. */
  buffers->discards_in_one_step = memcall_backend_probe("dontneed_locked") == 1;
  return &buffers->part;
}

memguard_status memguard_buffers_of(memguard_context *context, memguard_buffers **out) {
  memguard_part *part = NULL;
  memguard_status status = memguard_part_of(context, MEMGUARD_PART_BUFFERS, make, &part);
  *out = part != NULL ? buffers_of_part(part) : NULL;
  return status;
}
