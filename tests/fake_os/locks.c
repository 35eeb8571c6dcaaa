/* locks.c: locking, residence and emptying of pages. */
#include "tests/fake_os/fake.h"

/* --- Lock ------------------------------------------------------------------------------------ */

static void add_lock(fake_page *page, int nests) {
  page->locks = (uint8_t)(nests && page->locks < UINT8_MAX ? page->locks + 1 : 1);
}

static void remove_lock(fake_page *page, int nests) {
  page->locks = (uint8_t)(nests && page->locks > 0 ? page->locks - 1 : 0);
}

static size_t count_unlocked(const fake_page *pages, size_t count) {
  size_t unlocked = 0;
  for (size_t i = 0; i < count; i++) unlocked += pages[i].locks == 0;
  return unlocked;
}

/* A page that no access could bring in cannot be locked, except where it may be locked before it
   comes in. */
static bool all_can_come_in(const fake_world *world, const fake_page *pages, size_t count) {
  bool on_fault =
      fake_wears(world, MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) && fake_probed(world, "mlock2");
  for (size_t i = 0; i < count; i++) {
    if ((pages[i].flags & (FAKE_RESERVED | FAKE_ABSENT)) != 0) return false;
    bool hidden = (pages[i].flags & FAKE_GUARD) != 0 || pages[i].access == MEMCALL_NO_ACCESS;
    if (hidden && !on_fault) return false;
  }
  return true;
}

static bool leaves_room(const fake_world *world, size_t pages) {
  size_t most = world->limits.locked_bytes == MEMCALL_UNLIMITED
                    ? SIZE_MAX
                    : world->limits.locked_bytes / FAKE_PAGE;
  return pages <= most && world->locked_pages <= most - pages;
}

static memcall_answer lock(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  fake_page *pages = fake_pages_of(world, call, &count, &mapping);
  if (pages == NULL || mapping->kind == MEMCALL_SECRET_MEMORY)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  if (fake_wears(world, MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE) && !world->limits.may_lock)
    return fake_refuse(call, MEMCALL_ERR_DENIED, FAKE_CODE_DENIED);
  size_t more = count_unlocked(pages, count);
  if (!leaves_room(world, more) || !all_can_come_in(world, pages, count))
    return fake_refuse(call, MEMCALL_ERR_LOCK_LIMIT, FAKE_CODE_NO_MEMORY);
  call->number = fake_wears(world, MEMCALL_TRAIT_LOCK_NESTS);
  memcall_answer answer = fake_change_pages(world, call, add_lock);
  if (answer.status == MEMCALL_OK) world->locked_pages += more;
  return answer;
}

memcall_answer memcall_backend_lock(void *address, size_t size) {
  return fake_perform("lock", lock, &(fake_call){.address = address, .size = size});
}

static memcall_answer unlock(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  fake_page *pages = fake_pages_of(world, call, &count, &mapping);
  if (pages == NULL) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  if (mapping->kind == MEMCALL_SECRET_MEMORY)
    return fake_ok(call); /* says yes and does nothing, as Linux does */
  size_t before = count_unlocked(pages, count);
  call->number = fake_wears(world, MEMCALL_TRAIT_LOCK_NESTS);
  memcall_answer answer = fake_change_pages(world, call, remove_lock);
  world->locked_pages -= count_unlocked(pages, count) - before;
  return answer;
}

memcall_answer memcall_backend_unlock(void *address, size_t size) {
  return fake_perform("unlock", unlock, &(fake_call){.address = address, .size = size});
}

/* --- Residence ------------------------------------------------------------------------------- */

static bool is_writable(const fake_page *page) {
  bool there = (page->flags & (FAKE_GUARD | FAKE_RESERVED | FAKE_ABSENT)) == 0;
  return there &&
         (page->access == MEMCALL_READ_WRITE || page->access == MEMCALL_READ_WRITE_EXECUTE);
}

static memcall_answer populate(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  fake_page *pages = fake_pages_of(world, call, &count, &mapping);
  if (pages == NULL) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  for (size_t i = 0; i < count; i++) {
    if (!is_writable(&pages[i])) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
    pages[i].flags |= FAKE_TOUCHED;
  }
  return fake_ok(call);
}

memcall_answer memcall_backend_populate(void *address, size_t size) {
  return fake_perform("populate", populate, &(fake_call){.address = address, .size = size});
}

static memcall_answer discard(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  if (fake_pages_of(world, call, &count, &mapping) == NULL)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  if (mapping->kind != MEMCALL_SECRET_MEMORY)
    fake_zero(call->address, call->size); /* secret pages keep their content */
  return fake_ok(call);
}

memcall_answer memcall_backend_discard(void *address, size_t size) {
  return fake_perform("discard", discard, &(fake_call){.address = address, .size = size});
}
