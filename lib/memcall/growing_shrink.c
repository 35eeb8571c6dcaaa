/* growing_shrink.c: the end of the prefix goes back to the system.

   The order is: unlocked, then closed, because a locked range refuses guard markers. Pages that could
   not be unlocked stay as they are. */
#include "lib/memcall/growing_parts.h"

/* The end of the prefix, worked out: offsets and sizes in bytes. */
typedef struct ending {
  size_t data, bytes; /* pages that are not usable any more */
  size_t prefix;      /* what is left */
} ending;

/* With a unit's last page goes the unit's guard. */
static ending work_out(const memcall_growing *growing, size_t bytes) {
  size_t page = memcall_growing_page(growing), data = growing->prefix - bytes;
  size_t in_unit = data & (growing->unit - 1);
  return (ending){data, bytes, in_unit == page ? data - page : data};
}

/* The first unit's guard never is locked; others' are where that was charged. */
static memcall_answer unlock(const memcall_growing *growing, const ending *old, size_t locked) {
  size_t first = locked > old->bytes ? old->prefix : old->data;
  if (locked == 0) return memcall_yes();
  return memcall_backend_unlock(growing->base + first, old->data + old->bytes - first);
}

/* Emptied, and from here on an access faults as one behind the prefix does. */
static void close_end(memcall_growing *growing, const ending *old) {
  bool guarded = memcall_growing_wants(growing, MEMCALL_GUARDED);
  memcall_answer closed = memcall_yes();
  if (guarded || memcall_growing_guarded_by_nature()) {
    closed = memcall_backend_guard(growing->base + old->data, old->bytes);
  } else {
    (void)memcall_backend_discard(growing->base + old->data, old->bytes);
  }
  if (closed.status != MEMCALL_OK) growing->in_force &= ~MEMCALL_GUARDED;
}

static bool fits(const memcall_growing *growing, size_t bytes) {
  if (growing->size == 0 || bytes == 0 || bytes >= growing->unit) return false;
  size_t page = memcall_growing_page(growing), end = growing->prefix & (growing->unit - 1);
  if (growing->prefix != 0 && end == 0) end = growing->unit;
  return (bytes & (page - 1)) == 0 && bytes + page <= end;
}

memcall_status memcall_growing_shrink(memcall_growing *growing, size_t bytes, size_t locked) {
  if (!fits(growing, bytes))
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_growing_shrink", 0,
                                          "bytes is no number of pages at the end of a unit");
  const ending old = work_out(growing, bytes);
  memcall_barrier();
  memcall_answer answer = unlock(growing, &old, locked);
  if (answer.status == MEMCALL_OK) {
    close_end(growing, &old);
    growing->prefix = old.prefix;
    growing->locked -= locked < growing->locked ? locked : growing->locked;
  }
  memcall_barrier();
  return memcall_report_answer(answer);
}
