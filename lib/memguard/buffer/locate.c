/* locate.c: which buffer an address belongs to, for the report of a crash. */
#include "lib/memguard/buffer/buffers.h"

typedef struct search {
  const unsigned char *address;
  memguard_spot *spot;
  bool found;
} search;

/* The crash handler's wipe came first. Where that had to make pages writable, what they were before
   is not known any more. */
static const char *state_of(memguard_buffer *buffer) {
  uint32_t state = memguard_buffer_state(buffer);
  if ((state & MEMGUARD_BUFFER_PURGED) != 0) return "purged ";
  if (memguard_buffer_access(buffer) == MEMGUARD_NO_ACCESS) return "hidden ";
  return memguard_buffer_access(buffer) == MEMGUARD_READ_ONLY ? "frozen " : "hidden or frozen ";
}

static void look_at(void *object, void *user) {
  memguard_buffer *buffer = object;
  const memcall_region *region = &buffer->region;
  search *it = user;
  if (!memguard_spot_is_in(region, it->address)) return;
  bool in_guard = (uintptr_t)it->address - (uintptr_t)region->data >= region->size;
  *it->spot = (memguard_spot){.object = "buffer", .state = in_guard ? "" : state_of(buffer)};
  memguard_spot_measure(it->spot, it->address, buffer->data, buffer->size);
  it->found = true;
}

bool memguard_buffers_locate(memguard_part *part, const unsigned char *address,
                             memguard_spot *spot) {
  memguard_buffers *buffers = (memguard_buffers *)(void *)part;
  search it = {address, spot, false};
  memguard_registry_each(&buffers->live, true, look_at, &it);
  return it.found;
}
