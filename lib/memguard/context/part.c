/* part.c: the parts of a context, made on first use. */
#include "lib/memguard/context/context.h"

memguard_part *memguard_part_if_any(memguard_context *context, memguard_part_id id) {
  return atomic_load_explicit(&context->parts[id], memory_order_acquire);
}

memguard_part *memguard_part_next(memguard_context *context, int *id) {
  memguard_part *part = NULL;
  while (part == NULL && *id < MEMGUARD_PARTS)
    part = memguard_part_if_any(context, (memguard_part_id)(*id)++);
  return part;
}

static memguard_status make_part(memguard_context *context, memguard_part_id id,
                                 memguard_make_part_fn make) {
  memguard_status status = MEMGUARD_OK;
  memguard_lock_acquire(&context->lock);
  if (memguard_part_if_any(context, id) == NULL)
    atomic_store_explicit(&context->parts[id], make(context, &status), memory_order_release);
  memguard_lock_release(&context->lock);
  return status;
}

memguard_status memguard_part_of(memguard_context *context, memguard_part_id id,
                                 memguard_make_part_fn make, memguard_part **out) {
  *out = memguard_part_if_any(context, id);
  if (*out != NULL) return MEMGUARD_OK;
  memguard_status status = make_part(context, id, make);
  *out = memguard_part_if_any(context, id);
  return status;
}

uint64_t memguard_live(memguard_context *context) {
  uint64_t live = atomic_load(&context->live);
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->live != NULL) live += part->calls->live(part);
  return live;
}
