/* recycle.c: the quarantine of mappings. See recycle.h. */
#include "lib/memguard/buffer/recycle.h"

#include "lib/memguard/buffer/buffers.h"

/* --- Queues, under the lock ------------------------------------------------------------------ */

static bool has_queue(size_t bytes) {
  return bytes <= MEMGUARD_RECYCLED_SIZES * memcall_page_size();
}

static memguard_queue *queue_of(memguard_recycler *recycler, size_t bytes) {
  return &recycler->queues[bytes / memcall_page_size() - 1];
}

static void push(memguard_recycler *recycler, memguard_buffer *buffer) {
  memguard_queue *queue = queue_of(recycler, buffer->region.size);
  buffer->next = NULL;
  buffer->turn = recycler->turns++;
  *(queue->length != 0 ? &queue->newest->next : &queue->oldest) = buffer;
  queue->newest = buffer;
  queue->length++;
  recycler->mappings++;
  recycler->bytes += buffer->region.size;
}

static memguard_buffer *pop(memguard_recycler *recycler, memguard_queue *queue) {
  memguard_buffer *buffer = queue->oldest;
  queue->oldest = buffer->next;
  queue->length--;
  recycler->mappings--;
  recycler->bytes -= buffer->region.size;
  return buffer;
}

static memguard_buffer *pop_oldest(memguard_recycler *recycler) {
  memguard_queue *found = NULL;
  for (memguard_queue *queue = recycler->queues; queue < recycler->queues + MEMGUARD_RECYCLED_SIZES;
       queue++)
    if (queue->length != 0 && (found == NULL || queue->oldest->turn < found->oldest->turn))
      found = queue;
  return pop(recycler, found);
}

/* --- Keeping --------------------------------------------------------------------------------- */

void memguard_recycle_note(memguard_buffers *buffers, memcall_safeguards in_force) {
  atomic_fetch_or_explicit(&buffers->recycler.best, in_force, memory_order_relaxed);
}

/* The lock may be had again later, whatever it was until now; the other safeguards depend on the
   system alone, unless a step failed once. */
static bool is_worth_keeping(const memguard_buffers *buffers, const memguard_buffer *buffer) {
  memcall_safeguards best = atomic_load_explicit(&buffers->recycler.best, memory_order_relaxed);
  memcall_safeguards wanted = buffer->requested & (best | MEMCALL_LOCKED);
  return has_queue(buffer->region.size) && !buffer->keyed &&
         (wanted & ~buffer->region.in_force) == 0 && !memguard_buffer_is_foreign(buffer);
}

/* From here on the handle answers EXPIRED, and another destroy is found out. */
static bool retire(memguard_buffer *buffer) {
  if (!memguard_buffer_drop_pad(buffer)) return false;
  if (memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS).status != MEMCALL_OK) return false;
  atomic_store_explicit(&buffer->holder, 0, memory_order_relaxed);
  atomic_store_explicit(&buffer->state,
                        MEMGUARD_NO_ACCESS | MEMGUARD_BUFFER_EXPIRED | MEMGUARD_BUFFER_ENDED,
                        memory_order_release);
  return true;
}

/* The oldest first; the system calls are made without the lock. */
static void give_back_surplus(memguard_recycler *recycler, size_t bytes) {
  for (;;) {
    memguard_buffer *surplus = NULL;
    memguard_lock_acquire(&recycler->lock);
    if (recycler->bytes > bytes) surplus = pop_oldest(recycler);
    memguard_lock_release(&recycler->lock);
    if (surplus == NULL) return;
    memguard_buffer_bury(surplus);
  }
}

bool memguard_recycle_keep(memguard_buffers *buffers, memguard_buffer *buffer) {
  memguard_recycler *recycler = &buffers->recycler;
  if (!is_worth_keeping(buffers, buffer) || !retire(buffer)) return false;
  memguard_lock_acquire(&recycler->lock);
  push(recycler, buffer);
  bool full = recycler->bytes > MEMGUARD_RECYCLED_BYTES;
  memguard_lock_release(&recycler->lock);
  if (full) give_back_surplus(recycler, MEMGUARD_RECYCLED_BYTES);
  return true;
}

/* --- Taking ---------------------------------------------------------------------------------- */

static bool is_due(const memguard_queue *queue, size_t bytes) {
  return queue->length * bytes >= MEMGUARD_RECYCLED_WAIT * memcall_page_size();
}

static memguard_buffer *take_due(memguard_recycler *recycler, size_t bytes) {
  if (!has_queue(bytes)) return NULL;
  memguard_queue *queue = queue_of(recycler, bytes);
  memguard_lock_acquire(&recycler->lock);
  memguard_buffer *buffer = is_due(queue, bytes) ? pop(recycler, queue) : NULL;
  memguard_lock_release(&recycler->lock);
  return buffer;
}

/* What cannot be used after all goes back, and a fresh mapping tells why. */
memguard_status memguard_recycle_take(memguard_buffers *buffers, size_t bytes,
                                      const char *operation, memguard_buffer **out) {
  *out = NULL;
  memguard_buffer *buffer = take_due(&buffers->recycler, bytes);
  if (buffer == NULL) return MEMGUARD_OK;
  if (memguard_buffer_wake(buffer).status != MEMCALL_OK) {
    memguard_buffer_bury(buffer);
    return MEMGUARD_OK;
  }
  if (memguard_buffer_is_zero(buffer)) {
    *out = buffer;
    return MEMGUARD_OK;
  }
  memguard_status status =
      memguard_buffer_condemn(buffer, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, operation);
  memguard_buffers_set_aside(buffers, buffer);
  return status;
}

/* --- Giving back ----------------------------------------------------------------------------- */

bool memguard_recycle_give_back(memguard_buffers *buffers) {
  memguard_recycler *recycler = &buffers->recycler;
  memguard_lock_acquire(&recycler->lock);
  bool any = recycler->mappings != 0;
  memguard_lock_release(&recycler->lock);
  if (any) give_back_surplus(recycler, 0);
  return any;
}

/* The pages are not locked here. They go back with the next buffer that comes or goes: this may be
   a child that must not allocate or free yet. What another thread was just changing is left
   alone. */
void memguard_recycle_forked(memguard_buffers *buffers) {
  memguard_recycler *recycler = &buffers->recycler;
  bool torn = memguard_lock_was_torn(&recycler->lock);
  while (!torn && recycler->mappings != 0)
    memguard_buffers_keep_leftover(buffers, pop_oldest(recycler));
  for (size_t i = 0; i < MEMGUARD_RECYCLED_SIZES; i++)
    recycler->queues[i] = (memguard_queue){NULL, NULL, 0};
  recycler->mappings = recycler->bytes = 0;
  memguard_lock_open(&recycler->lock);
}
