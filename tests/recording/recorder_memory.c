/* recorder_memory.c: host memory behind the recorded calls. Access is the host's own, so that what
   may not be touched faults; locks are numbers in a table. */
#define _DEFAULT_SOURCE

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tests/recording/recorder.h"
#include "tests/recording/recorder_parts.h"

#define PLACE ((size_t)2 << 20)

typedef struct mapping {
  unsigned char *base;
  size_t size;
  unsigned name; /* 0: it has lost its name */
  uint16_t *locks;
} mapping;

enum { MAPPINGS = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static mapping mappings[MAPPINGS];
static size_t live;
static unsigned names;

/* --- Finding --------------------------------------------------------------------------------- */

static mapping *mapping_of(const void *address, size_t size) {
  const uintptr_t start = (uintptr_t)address;
  for (size_t i = live; i-- > 0;) {
    const uintptr_t base = (uintptr_t)mappings[i].base;
    if (start < base || start - base >= mappings[i].size) continue;
    return size <= mappings[i].size - (start - base) ? &mappings[i] : NULL;
  }
  return NULL;
}

void recorder_forget_names(void) {
  (void)pthread_mutex_lock(&lock);
  for (size_t i = 0; i < live; i++) mappings[i].name = 0;
  names = 0;
  (void)pthread_mutex_unlock(&lock);
}

static void write_name(recorder_text *text, const mapping *found, size_t offset) {
  char name[16];
  if (found->name == 0 || found->name > 26)
    (void)snprintf(name, sizeof name, "m%u", found->name);
  else
    (void)snprintf(name, sizeof name, "%c", 'a' + (int)found->name - 1);
  if (offset == 0)
    (void)snprintf(text->text, sizeof text->text, "%s", name);
  else
    (void)snprintf(text->text, sizeof text->text, "%s+%zu", name, offset);
}

recorder_text recorder_address(const void *address) {
  recorder_text text = {"?"};
  if (address == NULL) return (recorder_text){"NULL"};
  (void)pthread_mutex_lock(&lock);
  const mapping *found = mapping_of(address, 1);
  if (found != NULL)
    write_name(&text, found, (size_t)((const unsigned char *)address - found->base));
  (void)pthread_mutex_unlock(&lock);
  return text;
}

/* --- Making and unmaking --------------------------------------------------------------------- */

static int host_access(int access) {
  return ((access & RECORDER_READ) != 0 ? PROT_READ : 0) |
         ((access & RECORDER_WRITE) != 0 ? PROT_WRITE : 0) |
         ((access & RECORDER_EXECUTE) != 0 ? PROT_EXEC : 0);
}

/* More than is needed is reserved, and what lies before and behind the place is given back. */
static unsigned char *host_map(size_t size, int access) {
  if (size == 0 || size > SIZE_MAX - PLACE) return NULL;
  void *found = mmap(NULL, size + PLACE, PROT_NONE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0);
  if (found == MAP_FAILED) return NULL;
  const size_t before = PLACE - 1 - ((uintptr_t)found - 1) % PLACE;
  unsigned char *base = (unsigned char *)found + before;
  if (before != 0) (void)munmap(found, before);
  if (before != PLACE) (void)munmap(base + size, PLACE - before);
  if (mprotect(base, size, host_access(access)) == 0) return base;
  (void)munmap(base, size);
  return NULL;
}

void *recorder_map(size_t size, int access) {
  (void)pthread_mutex_lock(&lock);
  unsigned char *base = live < MAPPINGS ? host_map(size, access) : NULL;
  uint16_t *locks = base != NULL ? calloc(size / RECORDER_PAGE + 1, sizeof *locks) : NULL;
  if (locks != NULL)
    mappings[live++] = (mapping){.base = base, .size = size, .name = ++names, .locks = locks};
  (void)pthread_mutex_unlock(&lock);
  return locks != NULL ? base : NULL;
}

bool recorder_unmap(void *address, size_t size) {
  (void)pthread_mutex_lock(&lock);
  mapping *found = mapping_of(address, size);
  const bool whole = found != NULL && found->base == address && found->size == size;
  if (whole) {
    (void)munmap(address, size);
    free(found->locks);
    *found = mappings[--live];
  }
  (void)pthread_mutex_unlock(&lock);
  return whole;
}

/* --- States of pages ------------------------------------------------------------------------- */

bool recorder_is_mapped(const void *address, size_t size) {
  (void)pthread_mutex_lock(&lock);
  const bool mapped = mapping_of(address, size) != NULL;
  (void)pthread_mutex_unlock(&lock);
  return mapped;
}

bool recorder_set_access(void *address, size_t size, int access) {
  return recorder_is_mapped(address, size) && mprotect(address, size, host_access(access)) == 0;
}

typedef bool (*change)(uint16_t *locks);

static bool one_more(uint16_t *locks) { return ++*locks != 0; }
static bool one_less(uint16_t *locks) { return *locks != 0 && (*locks)-- != 0; }
static bool none(uint16_t *locks) { return (*locks = 0) == 0; }

static bool change_locks(void *address, size_t size, change change_page) {
  (void)pthread_mutex_lock(&lock);
  mapping *found = mapping_of(address, size);
  bool changed = found != NULL;
  const size_t first = changed ? (size_t)((unsigned char *)address - found->base) : 0;
  for (size_t offset = 0; found != NULL && offset < size; offset += RECORDER_PAGE)
    changed = change_page(&found->locks[(first + offset) / RECORDER_PAGE]) && changed;
  (void)pthread_mutex_unlock(&lock);
  return changed;
}

bool recorder_lock(void *address, size_t size) { return change_locks(address, size, one_more); }
bool recorder_unlock(void *address, size_t size) { return change_locks(address, size, one_less); }
bool recorder_unlock_all(void *address, size_t size) { return change_locks(address, size, none); }

size_t recorder_locked_bytes(void) {
  size_t pages = 0;
  (void)pthread_mutex_lock(&lock);
  for (size_t i = 0; i < live; i++)
    for (size_t page = 0; page < mappings[i].size / RECORDER_PAGE; page++)
      pages += mappings[i].locks[page] != 0;
  (void)pthread_mutex_unlock(&lock);
  return pages * RECORDER_PAGE;
}

size_t recorder_drop_mappings(void) {
  (void)pthread_mutex_lock(&lock);
  const size_t count = live;
  while (live > 0) {
    live--;
    (void)munmap(mappings[live].base, mappings[live].size);
    free(mappings[live].locks);
  }
  (void)pthread_mutex_unlock(&lock);
  return count;
}
