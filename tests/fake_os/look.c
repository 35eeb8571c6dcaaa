/* look.c: what a test can see: the state of a page, and where bytes stand. */
#include <string.h>

#include "tests/fake_os/fake.h"

static fake_page *page_at(fake_world *world, const void *address, fake_mapping **mapping) {
  *mapping = fake_mapping_of(world, address);
  if (*mapping == NULL) return NULL;
  return &(*mapping)->pages[((uintptr_t)address - (uintptr_t)(*mapping)->base) / FAKE_PAGE];
}

bool fake_os_page_at(const void *address, fake_os_page *out) {
  fake_mapping *mapping;
  const fake_page *page = page_at(fake_enter(), address, &mapping);
  if (page != NULL)
    *out = (fake_os_page){
        .access = (memcall_protection)page->access,
        .fork_action = (memcall_fork_action)page->fork,
        .locks = page->locks,
        .guard =
            (page->flags & (FAKE_GUARD | FAKE_RESERVED)) != 0 || page->access == MEMCALL_NO_ACCESS,
        .no_dump = (page->flags & FAKE_NO_DUMP) != 0,
        .no_merge = (page->flags & FAKE_NO_MERGE) != 0,
        .small_pages = (page->flags & FAKE_SMALL) != 0,
        .resident = (page->flags & FAKE_TOUCHED) != 0,
        .secret = mapping->kind == MEMCALL_SECRET_MEMORY,
        .large = mapping->kind == MEMCALL_LARGE_PAGE,
        .key = page->key,
    };
  fake_leave();
  return page != NULL;
}

/* --- Access ---------------------------------------------------------------------------------- */

static bool allows(const fake_page *page, bool for_writing) {
  if (page == NULL || (page->flags & (FAKE_GUARD | FAKE_RESERVED | FAKE_ABSENT)) != 0) return false;
  bool writable = page->access == MEMCALL_READ_WRITE || page->access == MEMCALL_READ_WRITE_EXECUTE;
  return for_writing ? writable
                     : writable || page->access == MEMCALL_READ_ONLY ||
                           page->access == MEMCALL_READ_EXECUTE;
}

bool fake_os_accessible(const void *address, size_t size, bool for_writing) {
  fake_world *world = fake_enter();
  uintptr_t at = (uintptr_t)address & ~(uintptr_t)(FAKE_PAGE - 1), end = (uintptr_t)address + size;
  bool good = size != 0;
  for (; good && at < end; at += FAKE_PAGE) {
    fake_mapping *mapping;
    const fake_page *page = page_at(world, (const void *)at, &mapping);
    good = allows(page, for_writing) && fake_key_lets(page->key, for_writing);
  }
  fake_leave();
  return good;
}

/* --- Finding bytes --------------------------------------------------------------------------- */

/* Free memory may be poisoned under address sanitizer, and is looked at all the same. */
#define SEES_POISONED __attribute__((no_sanitize("address"), noinline))

SEES_POISONED static bool stands_at(const unsigned char *where, const unsigned char *bytes,
                                    size_t size) {
  size_t same = 0;
  while (same < size && where[same] == bytes[same]) same++;
  return same == size;
}

SEES_POISONED static bool is_zero_word(const unsigned char *where) {
  return *(const volatile uint64_t *)(const void *)where == 0;
}

/* Most of memory is zero, and bytes without a zero cannot stand there. */
SEES_POISONED static size_t count_in(const unsigned char *where, size_t length, const void *bytes,
                                     size_t size) {
  size_t found = 0;
  bool skips = memchr(bytes, 0, size) == NULL;
  for (size_t i = 0; size <= length && i <= length - size;) {
    if (skips && i % 8 == 0 && i + 8 <= length && is_zero_word(where + i)) {
      i += 8;
    } else {
      found += stands_at(where + i++, bytes, size);
    }
  }
  return found;
}

static bool is_worth_a_look(const fake_mapping *mapping, size_t page, bool even_hidden) {
  const fake_page *state = &mapping->pages[page];
  if (mapping->sparse && (state->flags & FAKE_TOUCHED) == 0 && state->locks == 0) return false;
  return even_hidden || allows(state, false);
}

/* Runs of pages, so that bytes that stand over the edge of a page are found. */
static size_t count_in_mapping(const fake_mapping *mapping, const void *bytes, size_t size,
                               bool even_hidden) {
  size_t pages = mapping->size / FAKE_PAGE, found = 0;
  for (size_t first = 0; first < pages; first++) {
    size_t end = first;
    while (end < pages && is_worth_a_look(mapping, end, even_hidden)) end++;
    found += count_in(mapping->base + first * FAKE_PAGE, (end - first) * FAKE_PAGE, bytes, size);
    first = end;
  }
  return found;
}

size_t fake_os_find(const void *bytes, size_t size, bool even_hidden) {
  fake_world *world = fake_enter();
  size_t found = 0;
  for (size_t i = 0; i < world->live; i++)
    found += count_in_mapping(&world->mappings[i], bytes, size, even_hidden);
  for (size_t i = 0; i < world->grave_count; i++)
    found += count_in(world->graves[i].base, world->graves[i].size, bytes, size);
  fake_leave();
  return found;
}
