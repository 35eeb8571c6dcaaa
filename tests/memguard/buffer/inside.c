/* inside.c: see inside.h. */
#include "tests/memguard/buffer/inside.h"

#include "lib/memguard/buffer/buffers.h"

memguard_status inside_begin(memguard_context *context, size_t size, memguard_buffer **buffer,
                             unsigned char **bytes) {
  memguard_status status = memguard_buffer_begin(context, size, "inside_begin", buffer);
  *bytes = *buffer != NULL ? (*buffer)->data : NULL;
  return status;
}

memguard_status inside_commit(memguard_buffer *buffer, memguard_protection protection,
                              memguard_buffer **out) {
  return memguard_buffer_commit(buffer, protection, "inside_commit", out);
}

void inside_abandon(memguard_buffer *buffer) { memguard_buffer_abandon(buffer); }

memguard_status inside_consume(memguard_buffer *buffer, inside_use_fn use, void *user) {
  return memguard_buffer_consume(buffer, use, user, "inside_consume");
}

unsigned char *inside_pages(const memguard_buffer *buffer, size_t *size) {
  *size = buffer->region.size;
  return buffer->region.data;
}

unsigned char *inside_bytes(const memguard_buffer *buffer) { return buffer->data; }

bool inside_empties_held_pages(memguard_context *context) {
  return memguard_buffers_if_any(context)->discards_in_one_step;
}

bool inside_is_held(const memguard_buffer *buffer) {
  return (memguard_buffer_state(buffer) & MEMGUARD_BUFFER_HELD) != 0;
}

uint64_t inside_live(const memguard_context *context) { return atomic_load(&context->live); }

size_t inside_charged(const memguard_context *context) { return atomic_load(&context->locked); }

bool inside_trim(memguard_context *context) { return memguard_give_back(context, MEMGUARD_PARTS); }

size_t inside_waiting(memguard_context *context) {
  memguard_buffers *buffers = memguard_buffers_if_any(context);
  return buffers != NULL ? buffers->recycler.mappings : 0;
}

size_t inside_waiting_bytes(memguard_context *context) {
  memguard_buffers *buffers = memguard_buffers_if_any(context);
  return buffers != NULL ? buffers->recycler.bytes : 0;
}

size_t inside_wait(void) { return MEMGUARD_RECYCLED_WAIT; }
size_t inside_most_bytes(void) { return MEMGUARD_RECYCLED_BYTES; }
size_t inside_sizes(void) { return MEMGUARD_RECYCLED_SIZES; }

static memguard_part *part_of(memguard_context *context) {
  memguard_buffers *buffers = memguard_buffers_if_any(context);
  return buffers != NULL ? &buffers->part : NULL;
}

memguard_status inside_verify(memguard_context *context) {
  memguard_part *part = part_of(context);
  return part != NULL ? part->calls->verify(part) : MEMGUARD_OK;
}

size_t inside_mapped(memguard_context *context) {
  memguard_part *part = part_of(context);
  memguard_stats stats = {.struct_size = sizeof stats};
  if (part != NULL) part->calls->count(part, &stats);
  return stats.mapped_bytes;
}
