/* linux_memory.c: goes through the maps in chunks; a chunk that cannot be read whole is read page
   by page. */
#include "tools/secmem/attack/linux_memory.h"

#include <errno.h>
#include <stdio.h>

#include "tools/secmem/attack/linux_maps.h"

typedef struct raid {
  attack_session *session;
  const attack_reader *reader;
  attack_harvest *harvest;
  uint64_t next; /* the address behind what was fed last */
} raid;

static void feed(raid *raid_on, uint64_t address, size_t length) {
  if (address != raid_on->next) attack_search_break(raid_on->session->search);
  attack_search_feed(raid_on->session->search, raid_on->session->chunk, length);
  raid_on->next = address + length;
  raid_on->harvest->read += length;
}

/* What the reader refuses is at least the page it stopped in. */
static uint64_t refused(raid *raid_on, uint64_t address) {
  uint64_t page = memcall_page_size(), rest = page - address % page;
  raid_on->harvest->error = errno;
  raid_on->harvest->refused += rest;
  return address + rest;
}

static bool search_range(uint64_t start, uint64_t end, void *user) {
  raid *raid_on = user;
  const attack_reader *reader = raid_on->reader;
  while (start < end && !attack_is_cancelled(raid_on->session)) {
    size_t wanted = end - start < ATTACK_CHUNK ? (size_t)(end - start) : ATTACK_CHUNK;
    ssize_t got = reader->read(reader->user, start, raid_on->session->chunk, wanted);
    if (got > 0) feed(raid_on, start, (size_t)got);
    start = got > 0 ? start + (uint64_t)got : refused(raid_on, start);
  }
  return start >= end;
}

void attack_search_memory(attack_session *session, pid_t pid, const attack_reader *reader,
                          attack_harvest *harvest) {
  char process[24];
  raid raid_on = {session, reader, harvest, 0};
  snprintf(process, sizeof process, "%ld", (long)pid);
  attack_search_break(session->search);
  if (!attack_walk_memory(process, search_range, &raid_on) && harvest->error == 0)
    harvest->error = errno;
}
