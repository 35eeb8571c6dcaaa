/* linux_maps.c: reads maps line by line, and leaves out what pagemap says was never touched. */
#include "tools/secmem/attack/linux_maps.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memcall/memcall.h"

/* A victim is small. What is larger is a sanitizer's: terabytes of address space that nobody could go through, and no page
   of it a program's own. */
#define TOO_LARGE (UINT64_C(1) << 32)

enum { ENTRIES = 4096 }; /* 16 MiB of address space at a time */
#define PRESENT (UINT64_C(1) << 63)
#define SWAPPED (UINT64_C(1) << 62)
#define OF_FILE (UINT64_C(1) << 61) /* or of memory that is shared */

typedef struct walker {
  FILE *maps;
  int pagemap; /* -1: not to be had; then every page counts as touched */
  uint64_t page;
  attack_range_fn call;
  void *user;
  uint64_t passed_over; /* pages with any of these bits, though they are there */
} walker;

static bool flush(const walker *walk, uint64_t *start, uint64_t end) {
  bool go_on = *start == end || walk->call(*start, end, walk->user);
  *start = end;
  return go_on;
}

/* Calls for each run of touched pages among `count` that begin at `at`. */
static bool walk_entries(const walker *walk, uint64_t at, const uint64_t *entries, size_t count) {
  uint64_t start = at;
  for (size_t i = 0; i < count; i++, at += walk->page) {
    if ((entries[i] & (PRESENT | SWAPPED)) != 0 && (entries[i] & walk->passed_over) == 0) continue;
    if (!flush(walk, &start, at)) return false;
    start = at + walk->page;
  }
  return start >= at || flush(walk, &start, at);
}

static bool walk_touched(const walker *walk, uint64_t start, uint64_t end) {
  uint64_t entries[ENTRIES];
  while (start < end) {
    uint64_t left = (end - start) / walk->page;
    size_t wanted = (left < ENTRIES ? (size_t)left : ENTRIES) * sizeof *entries;
    ssize_t got =
        pread(walk->pagemap, entries, wanted, (off_t)(start / walk->page * sizeof *entries));
    if (got < (ssize_t)sizeof *entries) return walk->call(start, end, walk->user);
    size_t count = (size_t)got / sizeof *entries;
    if (!walk_entries(walk, start, entries, count)) return false;
    start += count * walk->page;
  }
  return true;
}

/* A private mapping of a file: its pages are the file's own until they are written, and then they
   are no longer. */
static bool is_private_file(const char *line) {
  char access[5] = "";
  return sscanf(line, "%*s %4s", access) == 1 && access[3] == 'p' && strchr(line, '/') != NULL;
}

/* Mappings of the kernel's half (vsyscall) have no offset in /proc/<pid>/mem. */
static bool walk_line(walker *walk, const char *line) {
  uint64_t start = 0, end = 0;
  if (sscanf(line, "%" SCNx64 "-%" SCNx64, &start, &end) != 2) return true;
  if (start > INT64_MAX || end - start > TOO_LARGE) return true;
  walk->passed_over = is_private_file(line) ? OF_FILE : 0;
  return walk->pagemap >= 0 ? walk_touched(walk, start, end) : walk->call(start, end, walk->user);
}

static bool walk_lines(walker *walk) {
  char *line = NULL;
  size_t room = 0;
  bool go_on = true;
  while (go_on && getline(&line, &room, walk->maps) > 0) go_on = walk_line(walk, line);
  free(line);
  return go_on;
}

static int open_file(const char *process, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%s/%s", process, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

bool attack_walk_memory(const char *process, attack_range_fn call, void *user) {
  int maps = open_file(process, "maps");
  if (maps < 0) return false;
  walker walk = {fdopen(maps, "r"), -1, memcall_page_size(), call, user, 0};
  if (walk.maps == NULL) {
    close(maps);
    return false;
  }
  walk.pagemap = open_file(process, "pagemap");
  bool whole = walk_lines(&walk);
  if (walk.pagemap >= 0) close(walk.pagemap);
  fclose(walk.maps);
  return whole;
}
