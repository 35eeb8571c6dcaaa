/* pages.c: operations on pages that exist. */
#include <stdlib.h>
#include <string.h>

#include "tests/fake_os/fake.h"

/* --- Counting mappings as Linux does --------------------------------------------------------- */

static bool are_alike(const fake_page *a, const fake_page *b) {
  return a->access == b->access && a->key == b->key && a->fork == b->fork &&
         (a->locks != 0) == (b->locks != 0) && (a->flags & FAKE_SPLITS) == (b->flags & FAKE_SPLITS);
}

size_t fake_boundaries(const fake_mapping *mapping, size_t first, size_t count) {
  size_t pages = mapping->size / FAKE_PAGE, boundaries = 0;
  size_t from = first == 0 ? 1 : first, to = first + count < pages ? first + count + 1 : pages;
  for (size_t i = from; i < to; i++)
    boundaries += !are_alike(&mapping->pages[i - 1], &mapping->pages[i]);
  return boundaries;
}

static void change_each(fake_page *pages, size_t count, fake_change change, int number) {
  for (size_t i = 0; i < count; i++) change(&pages[i], number);
}

memcall_answer fake_change_pages(fake_world *world, fake_call *call, fake_change change) {
  fake_mapping *mapping;
  size_t count;
  fake_page *pages = fake_pages_of(world, call, &count, &mapping);
  if (pages == NULL) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  size_t first = (size_t)(pages - mapping->pages), before = fake_boundaries(mapping, first, count);
  fake_page *kept = malloc(count * sizeof *kept);
  if (kept == NULL) return fake_refuse(call, MEMCALL_ERR_NO_MEMORY, FAKE_CODE_NO_MEMORY);
  memcpy(kept, pages, count * sizeof *kept);
  change_each(pages, count, change, call->number);
  size_t after = fake_boundaries(mapping, first, count);
  bool fits = after <= before || world->mapping_count + (after - before) <= world->limits.mappings;
  if (fits)
    world->mapping_count = world->mapping_count + after - before;
  else
    memcpy(pages, kept, count * sizeof *kept);
  free(kept);
  return fits ? fake_ok(call) : fake_refuse(call, MEMCALL_ERR_NO_MEMORY, FAKE_CODE_NO_MEMORY);
}

static memcall_answer change_range(const char *operation, fake_action action, void *address,
                                   size_t size, int number) {
  return fake_perform(operation, action,
                      &(fake_call){.address = address, .size = size, .number = number});
}

/* --- Access ---------------------------------------------------------------------------------- */

int memcall_backend_protection(memcall_protection protection) {
  return protection >= MEMCALL_NO_ACCESS && protection <= MEMCALL_READ_WRITE_EXECUTE
             ? (int)protection
             : -1;
}

static unsigned bits_of(int access) {
  static const unsigned bits[] = {
      [MEMCALL_NO_ACCESS] = 0, [MEMCALL_READ_ONLY] = 1,    [MEMCALL_READ_WRITE] = 3,
      [MEMCALL_EXECUTE] = 4,   [MEMCALL_READ_EXECUTE] = 5, [MEMCALL_READ_WRITE_EXECUTE] = 7,
  };
  return bits[access];
}

static void set_access(fake_page *page, int access) { page->access = (uint8_t)access; }

static void set_access_and_unlock(fake_page *page, int access) {
  page->access = (uint8_t)access;
  page->locks = 0;
}

static size_t count_locked(const fake_page *pages, size_t count) {
  size_t locked = 0;
  for (size_t i = 0; i < count; i++) locked += pages[i].locks != 0;
  return locked;
}

static bool is_allowed(const fake_world *world, const fake_mapping *mapping, int access) {
  unsigned bits = bits_of(access);
  if (mapping->kind == MEMCALL_SECRET_MEMORY && (bits & 4) != 0) return false;
  return !fake_wears(world, MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING) ||
         (bits & ~bits_of(mapping->ceiling)) == 0;
}

static memcall_answer protect(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  fake_page *pages = fake_pages_of(world, call, &count, &mapping);
  if (pages == NULL || (pages[0].flags & FAKE_RESERVED) != 0)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  if (!is_allowed(world, mapping, call->number))
    return fake_refuse(call, MEMCALL_ERR_DENIED, FAKE_CODE_DENIED);
  bool unlocks =
      call->number == MEMCALL_NO_ACCESS && fake_wears(world, MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
  size_t locked = count_locked(pages, count);
  memcall_answer answer =
      fake_change_pages(world, call, unlocks ? set_access_and_unlock : set_access);
  world->locked_pages -= locked - count_locked(pages, count);
  return answer;
}

memcall_answer memcall_backend_protect(void *address, size_t size, int protection) {
  return change_range("protect", protect, address, size, protection);
}

/* --- Guards ---------------------------------------------------------------------------------- */

static void set_marker(fake_page *page, int on) {
  page->flags =
      (uint8_t)(on ? (page->flags | FAKE_GUARD) & ~FAKE_TOUCHED : page->flags & ~FAKE_GUARD);
}

static void reserve_again(fake_page *page, int access) {
  (void)access;
  page->flags = (uint8_t)((page->flags | FAKE_RESERVED) & ~FAKE_TOUCHED);
}

static void commit(fake_page *page, int access) {
  page->access = (uint8_t)access;
  page->flags = (uint8_t)(page->flags & ~FAKE_RESERVED);
}

/* How this system makes a guard: by marker, by giving the memory back, or by taking access away. */
static fake_change guard_change(const fake_world *world, const fake_mapping *mapping) {
  if (fake_wears(world, MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING)) return set_marker;
  if (mapping->sparse && fake_wears(world, MEMCALL_TRAIT_RESERVE_THEN_COMMIT)) return reserve_again;
  return set_access;
}

static memcall_answer guard(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  fake_page *pages = fake_pages_of(world, call, &count, &mapping);
  if (pages == NULL) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  fake_change change = guard_change(world, mapping);
  bool special = mapping->kind != MEMCALL_REGULAR || count_locked(pages, count) != 0;
  if (change == set_marker && special)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  call->number = change == set_marker ? 1 : MEMCALL_NO_ACCESS;
  memcall_answer answer = fake_change_pages(world, call, change);
  if (answer.status == MEMCALL_OK) fake_zero(call->address, call->size);
  return answer;
}

memcall_answer memcall_backend_guard(void *address, size_t size) {
  return change_range("guard", guard, address, size, 0);
}

static memcall_answer unguard(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  if (fake_pages_of(world, call, &count, &mapping) == NULL)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  fake_change change = guard_change(world, mapping);
  call->number = change == set_marker ? 0 : MEMCALL_READ_WRITE;
  if (change == reserve_again) change = commit;
  return fake_change_pages(world, call, change);
}

memcall_answer memcall_backend_unguard(void *address, size_t size) {
  return change_range("unguard", unguard, address, size, 0);
}

static memcall_answer find_pages(fake_world *world, fake_call *call) {
  fake_mapping *mapping;
  size_t count;
  return fake_pages_of(world, call, &count, &mapping) != NULL
             ? fake_ok(call)
             : fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
}

memcall_answer memcall_backend_is_mapped(void *address, size_t size) {
  return change_range("is_mapped", find_pages, address, size, 0);
}

/* --- Flags ----------------------------------------------------------------------------------- */

static void set_flag(fake_page *page, int flag) { page->flags = (uint8_t)(page->flags | flag); }

static void set_fork(fake_page *page, int action) { page->fork = (uint8_t)action; }

static memcall_answer change_flag(fake_world *world, fake_call *call) {
  return fake_change_pages(world, call, set_flag);
}

memcall_answer memcall_backend_exclude_from_dumps(void *address, size_t size) {
  return change_range("exclude_from_dumps", change_flag, address, size, FAKE_NO_DUMP);
}

memcall_answer memcall_backend_exclude_from_merging(void *address, size_t size) {
  return change_range("exclude_from_merging", change_flag, address, size, FAKE_NO_MERGE);
}

memcall_answer memcall_backend_small_pages(void *address, size_t size) {
  return change_range("small_pages", change_flag, address, size, FAKE_SMALL);
}

/* A shared mapping, which secret memory is, cannot be wiped in a child. */
static memcall_answer change_fork(fake_world *world, fake_call *call) {
  fake_mapping *mapping = fake_mapping_of(world, call->address);
  if (call->number == MEMCALL_FORK_WIPE) {
    if (!fake_probed(world, "fork_wipe"))
      return fake_refuse(call, MEMCALL_ERR_UNSUPPORTED, FAKE_CODE_ABSENT);
    if (mapping != NULL && mapping->kind == MEMCALL_SECRET_MEMORY)
      return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  }
  return fake_change_pages(world, call, set_fork);
}

memcall_answer memcall_backend_fork_inherit(void *address, size_t size) {
  return change_range("fork_inherit", change_fork, address, size, MEMCALL_FORK_INHERIT);
}

memcall_answer memcall_backend_fork_wipe(void *address, size_t size) {
  return change_range("fork_wipe", change_fork, address, size, MEMCALL_FORK_WIPE);
}

memcall_answer memcall_backend_fork_exclude(void *address, size_t size) {
  return change_range("fork_exclude", change_fork, address, size, MEMCALL_FORK_EXCLUDE);
}
