/* fork.c: handlers of forks, and what is left of the world in a child. */
#include "tests/fake_os/fake.h"

static void empty(fake_mapping *mapping, size_t page) {
  fake_zero(mapping->base + page * FAKE_PAGE, FAKE_PAGE);
}

static void inherit_page(const fake_world *world, fake_mapping *mapping, size_t index) {
  fake_page *page = &mapping->pages[index];
  bool used = !mapping->sparse || (page->flags & FAKE_TOUCHED) != 0 || page->locks != 0;
  if (mapping->kind != MEMCALL_SECRET_MEMORY) page->locks = 0;
  if (page->fork == MEMCALL_FORK_INHERIT) return;
  if (used) empty(mapping, index);
  page->flags &= (uint8_t)~FAKE_TOUCHED;
  if (page->fork == MEMCALL_FORK_EXCLUDE)
    page->flags |= FAKE_ABSENT;
  else if (fake_wears(world, MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS))
    page->flags &= (uint8_t)~FAKE_GUARD;
}

static void inherit_mapping(fake_world *world, fake_mapping *mapping) {
  size_t pages = mapping->size / FAKE_PAGE;
  world->mapping_count -= fake_boundaries(mapping, 0, pages);
  for (size_t i = 0; i < pages; i++) inherit_page(world, mapping, i);
  world->mapping_count += fake_boundaries(mapping, 0, pages);
}

/* --- Handlers -------------------------------------------------------------------------------- */

static memcall_answer register_handlers(fake_world *world, fake_call *call) {
  if (world->fork_handlers == FAKE_FORK_HANDLERS)
    return fake_refuse(call, MEMCALL_ERR_NO_MEMORY, FAKE_CODE_NO_MEMORY);
  world->prepare[world->fork_handlers] = call->prepare;
  world->parent[world->fork_handlers++] = call->parent;
  return fake_ok(call);
}

memcall_answer memcall_host_at_fork(memcall_host_fork_fn prepare, memcall_host_fork_fn parent) {
  fake_call call = {.prepare = prepare, .parent = parent};
  return fake_perform("host_at_fork", register_handlers, &call);
}

/* The world is not locked while a handler runs: it may call the library. */
static memcall_host_fork_fn handler(bool prepares, size_t place) {
  const fake_world *world = fake_enter();
  memcall_host_fork_fn found = prepares ? world->prepare[place] : world->parent[place];
  fake_leave();
  return found;
}

size_t fake_os_fork_handlers(void) {
  size_t count = fake_enter()->fork_handlers;
  fake_leave();
  return count;
}

void fake_os_fork_begin(void) {
  for (size_t place = fake_os_fork_handlers(); place-- > 0;) handler(true, place)();
}

void fake_os_fork_end(void) {
  for (size_t place = 0; place < fake_os_fork_handlers(); place++) handler(false, place)();
}

/* --- The child ------------------------------------------------------------------------------- */

void fake_os_fork_child(void) {
  fake_world *world = fake_enter();
  if (fake_wears(world, MEMCALL_TRAIT_HAS_FORK)) {
    world->process++;
    world->locked_pages = 0;
    for (size_t i = 0; i < world->live; i++) {
      inherit_mapping(world, &world->mappings[i]);
      for (size_t page = 0; page < world->mappings[i].size / FAKE_PAGE; page++)
        world->locked_pages += world->mappings[i].pages[page].locks != 0;
    }
  }
  fake_leave();
}
