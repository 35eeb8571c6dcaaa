/* support.h: what every generated backend calls, so that a generated file holds the system's facts
   alone. */
#ifndef MEMCALL_BACKEND_SUPPORT_H
#define MEMCALL_BACKEND_SUPPORT_H

#include <stdatomic.h>
#include <string.h>

#include "lib/memcall/backend/backend.h"

/* --- Answers --------------------------------------------------------------------------------- */

static inline memcall_answer memcall_done(void) { return (memcall_answer){MEMCALL_OK, 0, ""}; }

/* No way to do it was compiled in, or none passed its probe: no system call was made. */
static inline memcall_answer memcall_no_way(const char *operation) {
  return (memcall_answer){MEMCALL_ERR_UNSUPPORTED, 0, operation};
}

/* A meaning is what one code of the system says about one operation. */
typedef struct memcall_meaning {
  int64_t code;
  memcall_status status;
} memcall_meaning;

/* The first row that has the code decides. A table ends with code 0, which no failure has. */
static inline memcall_answer memcall_refused(const char *operation, int64_t code,
                                             const memcall_meaning *meaning) {
  while (meaning->code != 0 && meaning->code != code) {
    meaning++;
  }
  return (memcall_answer){meaning->status, code, operation};
}

/* An absence is why an operation does not exist on this system. */
typedef struct memcall_absence {
  const char *operation;
  const char *why;
} memcall_absence;

static inline const char *memcall_absence_named(const memcall_absence *absence, const char *name) {
  while (absence->operation != NULL && strcmp(absence->operation, name) != 0) {
    absence++;
  }
  return absence->why;
}

/* --- Probes ---------------------------------------------------------------------------------- */

enum { MEMCALL_NOT_ASKED, MEMCALL_ABSENT, MEMCALL_THERE };

/* A probe is a question that is put to the system once. */
typedef struct memcall_probe {
  const char *name;
  bool (*ask)(void *page, size_t size);
  atomic_int answer;
} memcall_probe;

/* Asks on a page of its own. Threads may ask at the same time, and so may a forked child: there is
   no lock to be left held. The first answer stays, so that all who ask get the same one. */
static inline int memcall_probe_ask(memcall_probe *probe) {
  const size_t size = memcall_backend_page_size();
  const int read_write = memcall_backend_protection(MEMCALL_READ_WRITE);
  void *page = NULL;
  if (memcall_backend_map(size, read_write, &page).status != MEMCALL_OK) {
    return MEMCALL_ABSENT; /* not kept: it says nothing about the system */
  }
  const int found = probe->ask(page, size) ? MEMCALL_THERE : MEMCALL_ABSENT;
  (void)memcall_backend_unmap(page, size);
  int first = MEMCALL_NOT_ASKED;
  return atomic_compare_exchange_strong(&probe->answer, &first, found) ? found : first;
}

static inline bool memcall_probe_says_yes(memcall_probe *probe) {
  int answer = atomic_load_explicit(&probe->answer, memory_order_acquire);
  if (answer == MEMCALL_NOT_ASKED) {
    answer = memcall_probe_ask(probe);
  }
  return answer == MEMCALL_THERE;
}

/* NULL: there is no such probe. */
static inline memcall_probe *memcall_probe_named(memcall_probe *probe, const char *name) {
  while (probe->name != NULL && strcmp(probe->name, name) != 0) {
    probe++;
  }
  return probe->name == NULL ? NULL : probe;
}

static inline void memcall_probe_set(memcall_probe *probe, int answer) {
  const int kept = answer < 0 ? MEMCALL_NOT_ASKED : answer == 0 ? MEMCALL_ABSENT : MEMCALL_THERE;
  atomic_store(&probe->answer, kept);
}

#endif
