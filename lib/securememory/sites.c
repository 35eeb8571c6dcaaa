/* sites.c: where live secrets and streams were made, for factories that were asked to remember. */
#include <inttypes.h>
#include <stdio.h>

#include "lib/memcall/host/host.h"
#include "lib/memguard/context/context.h"
#include "lib/securememory/factory.h"

#define LINE 512
#define REVIVING UINT32_MAX /* no process's generation */

/* In a child, visits that threads of the parent had begun are ended by the first thread that comes
   by, while others wait. */
static void notice_fork(securememory_factory *factory) {
  uint32_t known = atomic_load(&factory->sites_generation);
  const uint32_t own = memguard_generation();
  if (known == own) return;
  if (known != REVIVING &&
      atomic_compare_exchange_strong(&factory->sites_generation, &known, REVIVING)) {
    memguard_registry_forked(&factory->sites);
    atomic_store(&factory->sites_generation, own);
  }
  while (atomic_load(&factory->sites_generation) == REVIVING) memcall_host_yield();
}

securememory_status securememory_site_add(securememory_factory *factory, securememory_site *site,
                                          const char *operation) {
  if (!factory->tracks_sites) return SECUREMEMORY_OK;
  notice_fork(factory);
  site->entry = memguard_registry_add(&factory->sites, site);
  if (site->entry != NULL) return SECUREMEMORY_OK;
  return securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, operation, NULL);
}

void securememory_site_remove(securememory_factory *factory, securememory_site *site) {
  if (site->entry == NULL) return;
  notice_fork(factory);
  memguard_registry_remove(&factory->sites, site->entry);
  site->entry = NULL;
}

/* --- Telling --------------------------------------------------------------------------------- */

typedef struct listener {
  securememory_log_fn log;
  void *user;
} listener;

static void tell(void *object, void *user) {
  const securememory_site *site = object;
  const listener *to = user;
  char place[LINE / 2], line[LINE];
  memcall_host_site(site->address, place, sizeof place);
  (void)snprintf(line, sizeof line, "a %s of %zu bytes, made at %s", site->noun,
                 site->bytes(site->object), place);
  to->log(line, to->user);
}

static void tell_number(securememory_factory *factory, const listener *to) {
  char line[LINE];
  (void)snprintf(line, sizeof line,
                 "%" PRIu64
                 " secrets and streams live; SECUREMEMORY_TRACK_SITES tells where they were made",
                 atomic_load(&factory->live));
  to->log(line, to->user);
}

void securememory_factory_leaks(securememory_factory *factory, securememory_log_fn log,
                                void *user) {
  listener to = {log, user};
  if (factory == NULL || log == NULL || atomic_load(&factory->live) == 0 ||
      memguard_enter(securememory_factory_context(factory)) != MEMGUARD_OK)
    return;
  if (!factory->tracks_sites) {
    tell_number(factory, &to);
    return;
  }
  notice_fork(factory);
  memguard_registry_each(&factory->sites, false, tell, &to);
}
