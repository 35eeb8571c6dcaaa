/* factory.h: a factory from the inside: how its secrets rest, and what it counts, logs and
   remembers of them and of its streams. */
#ifndef SECUREMEMORY_LIB_FACTORY_H
#define SECUREMEMORY_LIB_FACTORY_H

#include <stdatomic.h>

#include "lib/memguard/context/registry.h"
#include "lib/securememory/kind.h"
#include "lib/securememory/site.h"
#include "securememory/factory.h"

#define SECUREMEMORY_BUCKETS 33 /* the last one: 2^31 ns and more */

typedef struct securememory_counters { /* each is exact; together they are of no one moment */
  _Atomic uint64_t created, in_use, peak, opens, failures;
  _Atomic uint64_t opens_of[SECUREMEMORY_BUCKETS]; /* timed ones; [i]: at least 2^(i-1), less than
                                                      2^i ns */
} securememory_counters;

struct securememory_factory {
  memguard_context *context; /* NULL: the default one */
  const securememory_kind_calls *kind;
  securememory_log_fn log; /* NULL: none */
  void *log_user;
  bool tracks_sites;
  _Atomic uint64_t live; /* handles */
  securememory_counters counters;
  memguard_registry sites;           /* of live objects, when they are tracked */
  _Atomic uint32_t sites_generation; /* of the process that the visits in it belong to */
};

memguard_context *securememory_factory_context(const securememory_factory *factory);

/* Records the thread's last error and returns status. text NULL: the sentence that goes with the
 * status. */
securememory_status securememory_report_error(securememory_status status, const char *operation,
                                              const char *text);

/* --- Counting (metrics.c) -------------------------------------------------------------------- */

void securememory_count_created(securememory_factory *factory);
void securememory_count_wiped(securememory_factory *factory);
void securememory_count_open(securememory_factory *factory);
/* Whether the next open is one of those whose time is taken; and its time. */
bool securememory_times_next(const securememory_factory *factory);
void securememory_count_time(securememory_factory *factory, uint64_t ns);
/* Counts a failure that was reported, and logs it; OK is passed through. */
securememory_status securememory_count_failure(securememory_factory *factory,
                                               securememory_status status);

/* --- Logging (log.c) ------------------------------------------------------------------------- */

/* Logs what the thread's last error says. */
void securememory_log_error(const securememory_factory *factory);

/* --- Sites (sites.c) ------------------------------------------------------------------------- */

/* Remembers a site whose other fields are set; nothing happens when sites are not tracked. NO_MEMORY
   (reported). */
MEMCALL_CHECKED securememory_status securememory_site_add(securememory_factory *factory,
                                                          securememory_site *site,
                                                          const char *operation);
void securememory_site_remove(securememory_factory *factory, securememory_site *site);

#endif
