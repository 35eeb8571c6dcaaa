#include "tests/residue/hunt.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "memguard/heap.h"
#include "tools/secmem/attack/linux_core_file.h"
#include "tools/secmem/attack/linux_file.h"
#include "tools/secmem/attack/linux_memory.h"

struct residue_hunt {
  attack_session session;
  attack_core_place place;
};

/* --- Opening --------------------------------------------------------------------------------- */

static bool prepare(attack_session *session) {
  const memguard_options options = memguard_options_relaxed();
  if (memguard_context_new(&options, &session->context) != MEMGUARD_OK) return false;
  session->chunk = memguard_malloc(session->context, ATTACK_CHUNK);
  return session->chunk != NULL && attack_folder_make(session);
}

residue_hunt *residue_hunt_new(char *why, size_t capacity) {
  residue_hunt *hunt = calloc(1, sizeof *hunt);
  if (hunt == NULL) return NULL;
  if (attack_core_place_read(&hunt->place, why, capacity)) {
    if (prepare(&hunt->session)) return hunt;
    snprintf(why, capacity, "no memory, or no folder for core files");
  }
  residue_hunt_free(hunt);
  return NULL;
}

void residue_hunt_free(residue_hunt *hunt) {
  if (hunt == NULL) return;
  attack_folder_remove(&hunt->session);
  memguard_free(hunt->session.context, hunt->session.chunk);
  if (memguard_context_destroy(hunt->session.context) != MEMGUARD_OK) abort();
  free(hunt);
}

const char *residue_hunt_folder(const residue_hunt *hunt) { return hunt->session.folder; }

/* --- Memory ---------------------------------------------------------------------------------- */

typedef struct quarry {
  int memory;
  uint64_t table, end; /* what is left out */
} quarry;

static ssize_t read_but_table(void *user, uint64_t address, void *bytes, size_t length) {
  const quarry *at = user;
  if (address >= at->table && address < at->end) return -1;
  if (address < at->table && at->table - address < length) length = at->table - address;
  return pread(at->memory, bytes, length, (off_t)address);
}

static bool begin(residue_hunt *hunt, const unsigned char *secret, size_t length) {
  hunt->session.search = attack_search_new(hunt->session.context, secret, length);
  if (hunt->session.search == NULL) return false;
  attack_search_start(hunt->session.search);
  return true;
}

static size_t end(residue_hunt *hunt) {
  size_t found = attack_search_found(hunt->session.search);
  attack_search_free(hunt->session.search);
  hunt->session.search = NULL;
  return found;
}

bool residue_hunt_memory(residue_hunt *hunt, pid_t pid, const residue_table *table,
                         const unsigned char *secret, size_t length, size_t *longest) {
  char path[40];
  attack_harvest harvest = {.read = 0};
  snprintf(path, sizeof path, "/proc/%ld/mem", (long)pid);
  quarry at = {open(path, O_RDONLY | O_CLOEXEC), (uintptr_t)table,
               (uintptr_t)table + sizeof *table};
  if (at.memory < 0 || !begin(hunt, secret, length)) return false;
  const attack_reader reader = {read_but_table, &at};
  attack_search_memory(&hunt->session, pid, &reader, &harvest);
  *longest = end(hunt);
  close(at.memory);
  return harvest.read != 0;
}

/* --- Core files ------------------------------------------------------------------------------ */

int residue_hunt_core(const residue_hunt *hunt, pid_t pid) {
  int file = attack_core_file_take(hunt->session.folder, &hunt->place, pid);
  if (file >= 0 && attack_core_file_whole(file)) return file;
  if (file >= 0) close(file);
  return -1;
}

bool residue_hunt_file(residue_hunt *hunt, int file, const unsigned char *secret, size_t length,
                       size_t *longest) {
  attack_harvest harvest = {.read = 0};
  if (lseek(file, 0, SEEK_SET) != 0 || !begin(hunt, secret, length)) return false;
  bool whole = attack_file_feed(&hunt->session, file, attack_search_feed, &harvest);
  *longest = end(hunt);
  return whole && harvest.read != 0;
}
