/* mappings.c: making and unmaking mappings, and finding the one that holds an address. */
#include <stdlib.h>
#include <string.h>

#include "tests/fake_os/fake.h"

/* --- Finding --------------------------------------------------------------------------------- */

/* The index of the first mapping behind the address. */
static size_t place_of(const fake_world *world, const void *address) {
  size_t low = 0, high = world->live;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if ((uintptr_t)world->mappings[middle].base <= (uintptr_t)address)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

fake_mapping *fake_mapping_of(fake_world *world, const void *address) {
  size_t place = place_of(world, address);
  if (place == 0) return NULL;
  fake_mapping *mapping = &world->mappings[place - 1];
  return (uintptr_t)address - (uintptr_t)mapping->base < mapping->size ? mapping : NULL;
}

fake_page *fake_pages_of(fake_world *world, const fake_call *call, size_t *count,
                         fake_mapping **mapping) {
  *mapping = fake_mapping_of(world, call->address);
  if (*mapping == NULL || (uintptr_t)call->address % FAKE_PAGE != 0) return NULL;
  size_t offset = (size_t)(call->address - (*mapping)->base);
  if (call->size == 0 || call->size % FAKE_PAGE != 0 || call->size > (*mapping)->size - offset)
    return NULL;
  *count = call->size / FAKE_PAGE;
  return (*mapping)->pages + offset / FAKE_PAGE;
}

/* --- Making ---------------------------------------------------------------------------------- */

static size_t alignment_of(memcall_kind kind) {
  return kind == MEMCALL_LARGE_PAGE ? FAKE_LARGE_PAGE : FAKE_PAGE;
}

/* calloc and an offset instead of aligned_alloc: big blocks are fresh from the system, and need not
   be written. */
static bool take_memory(fake_mapping *mapping) {
  size_t alignment = alignment_of(mapping->kind);
  mapping->memory = calloc(1, mapping->size + alignment);
  mapping->pages = calloc(mapping->size / FAKE_PAGE, sizeof(fake_page));
  if (mapping->memory == NULL || mapping->pages == NULL) {
    free(mapping->memory);
    free(mapping->pages);
    return false;
  }
  size_t misplaced = (uintptr_t)mapping->memory % alignment;
  mapping->base = (unsigned char *)mapping->memory + (misplaced == 0 ? 0 : alignment - misplaced);
  return true;
}

static bool make_room(fake_world *world) {
  if (world->live < world->room) return true;
  size_t room = world->room == 0 ? 64 : 2 * world->room;
  fake_mapping *mappings = realloc(world->mappings, room * sizeof *mappings);
  if (mappings == NULL) return false;
  world->mappings = mappings;
  world->room = room;
  return true;
}

static void insert(fake_world *world, fake_mapping mapping) {
  size_t place = place_of(world, mapping.base);
  memmove(world->mappings + place + 1, world->mappings + place,
          (world->live - place) * sizeof mapping);
  world->mappings[place] = mapping;
  world->live++;
  world->mapping_count++;
  world->mapped_bytes += mapping.size;
}

static void set_first_state(const fake_world *world, fake_mapping *mapping, int access) {
  bool reserved = mapping->sparse && fake_wears(world, MEMCALL_TRAIT_RESERVE_THEN_COMMIT);
  for (size_t i = 0; i < mapping->size / FAKE_PAGE; i++) {
    fake_page *page = &mapping->pages[i];
    page->access = (uint8_t)access;
    page->fork = MEMCALL_FORK_INHERIT;
    page->locks = mapping->kind == MEMCALL_SECRET_MEMORY;
    page->flags = (uint8_t)(mapping->kind == MEMCALL_SECRET_MEMORY ? FAKE_NO_DUMP | FAKE_SMALL : 0);
    if (reserved) page->flags |= FAKE_RESERVED;
  }
}

static bool fits(const fake_world *world, const fake_call *call) {
  return call->size <= world->limits.mapped_bytes &&
         world->mapped_bytes <= world->limits.mapped_bytes - call->size &&
         world->mapping_count < world->limits.mappings;
}

/* Secret pages are charged to the lock limit when they are mapped. */
static memcall_answer charge(fake_world *world, const fake_call *call) {
  size_t pages = call->size / FAKE_PAGE, large = call->size / FAKE_LARGE_PAGE;
  if (call->kind == MEMCALL_SECRET_MEMORY) {
    if (!fake_probed(world, "memfd_secret"))
      return fake_refuse(call, MEMCALL_ERR_UNSUPPORTED, FAKE_CODE_ABSENT);
    if (pages > world->limits.locked_bytes / FAKE_PAGE ||
        world->locked_pages > world->limits.locked_bytes / FAKE_PAGE - pages)
      return fake_refuse(call, MEMCALL_ERR_LOCK_LIMIT, FAKE_CODE_NO_MEMORY);
    world->locked_pages += pages;
  }
  if (call->kind == MEMCALL_LARGE_PAGE) {
    if (call->size % FAKE_LARGE_PAGE != 0)
      return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
    if (world->large_pages_used + large > world->limits.large_pages)
      return fake_refuse(call, MEMCALL_ERR_NO_MEMORY, FAKE_CODE_NO_MEMORY);
    world->large_pages_used += large;
  }
  return fake_ok(call);
}

static void uncharge(fake_world *world, const fake_mapping *mapping) {
  if (mapping->kind == MEMCALL_LARGE_PAGE)
    world->large_pages_used -= mapping->size / FAKE_LARGE_PAGE;
  for (size_t i = 0; i < mapping->size / FAKE_PAGE; i++)
    world->locked_pages -= mapping->pages[i].locks != 0;
}

static memcall_answer map(fake_world *world, fake_call *call) {
  if (call->size == 0 || call->size % FAKE_PAGE != 0)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  if (!fits(world, call) || !make_room(world))
    return fake_refuse(call, MEMCALL_ERR_NO_MEMORY, FAKE_CODE_NO_MEMORY);
  fake_mapping mapping = {.size = call->size,
                          .kind = call->kind,
                          .sparse = call->sparse,
                          .ceiling = (uint8_t)call->number};
  memcall_answer answer = charge(world, call);
  if (answer.status != MEMCALL_OK) return answer;
  if (!take_memory(&mapping)) return fake_refuse(call, MEMCALL_ERR_NO_MEMORY, FAKE_CODE_NO_MEMORY);
  set_first_state(world, &mapping, call->number);
  insert(world, mapping);
  call->out = mapping.base;
  return answer;
}

static memcall_answer perform_map(const char *operation, size_t size, int protection,
                                  memcall_kind kind, void **out) {
  bool sparse = strcmp(operation, "map_sparse") == 0;
  fake_call call = {.size = size, .number = protection, .kind = kind, .sparse = sparse};
  memcall_answer answer = fake_perform(operation, map, &call);
  *out = call.out;
  return answer;
}

memcall_answer memcall_backend_map(size_t size, int protection, void **out) {
  return perform_map("map", size, protection, MEMCALL_REGULAR, out);
}

memcall_answer memcall_backend_map_sparse(size_t size, int protection, void **out) {
  return perform_map("map_sparse", size, protection, MEMCALL_REGULAR, out);
}

memcall_answer memcall_backend_map_large(size_t size, int protection, void **out) {
  return perform_map("map_large", size, protection, MEMCALL_LARGE_PAGE, out);
}

memcall_answer memcall_backend_map_secret(size_t size, int protection, void **out) {
  return perform_map("map_secret", size, protection, MEMCALL_SECRET_MEMORY, out);
}

/* --- Unmaking -------------------------------------------------------------------------------- */

static bool is_zero(const unsigned char *bytes, size_t size) {
  return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

/* Pages of a sparse mapping that were never made resident are left out: reading them would make
   them so. */
static bool is_wiped(const fake_mapping *mapping) {
  for (size_t i = 0; i < mapping->size / FAKE_PAGE; i++) {
    const fake_page *page = &mapping->pages[i];
    if (mapping->sparse && (page->flags & FAKE_TOUCHED) == 0 && page->locks == 0) continue;
    if (!is_zero(mapping->base + i * FAKE_PAGE, FAKE_PAGE)) return false;
  }
  return true;
}

static void bury(fake_world *world, fake_mapping mapping) {
  fake_mapping *graves = realloc(world->graves, (world->grave_count + 1) * sizeof *graves);
  free(mapping.pages);
  mapping.pages = NULL;
  if (graves == NULL) return;
  world->graves = graves;
  graves[world->grave_count++] = mapping;
}

static fake_mapping take_out(fake_world *world, fake_mapping *mapping) {
  fake_mapping gone = *mapping;
  world->mapping_count -= 1 + fake_boundaries(&gone, 0, gone.size / FAKE_PAGE);
  world->mapped_bytes -= gone.size;
  uncharge(world, &gone);
  memmove(mapping, mapping + 1,
          (world->live - (size_t)(mapping + 1 - world->mappings)) * sizeof *mapping);
  world->live--;
  return gone;
}

static memcall_answer unmap(fake_world *world, fake_call *call) {
  fake_mapping *mapping = fake_mapping_of(world, call->address);
  if (mapping == NULL || mapping->base != call->address || mapping->size != call->size)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  fake_mapping gone = take_out(world, mapping);
  if (!is_wiped(&gone)) {
    fake_offend(world, "unmapped without having been wiped");
    bury(world, gone);
  } else {
    free(gone.pages);
    free(gone.memory);
  }
  return fake_ok(call);
}

memcall_answer memcall_backend_unmap(void *address, size_t size) {
  return fake_perform("unmap", unmap, &(fake_call){.address = address, .size = size});
}

/* --- Forgetting ------------------------------------------------------------------------------ */

void fake_os_keep(void) {
  fake_world *world = fake_enter();
  for (size_t i = 0; i < world->live; i++) world->mappings[i].kept = true;
  fake_leave();
}

void fake_os_drop(void) {
  fake_world *world = fake_enter();
  for (size_t i = world->live; i-- > 0;) {
    if (world->mappings[i].kept) continue;
    fake_mapping gone = take_out(world, &world->mappings[i]);
    free(gone.pages);
    free(gone.memory);
  }
  fake_leave();
}
