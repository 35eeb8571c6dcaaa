/* sites.c: where live secrets were made, for factories that were asked to remember. */
#include <inttypes.h>
#include <stdio.h>

#include "lib/securememory/secret.h"

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

securememory_status securememory_site_add(securememory_secret *secret, const char *operation) {
  if (!secret->factory->tracks_sites) return SECUREMEMORY_OK;
  notice_fork(secret->factory);
  secret->entry = memguard_registry_add(&secret->factory->sites, secret);
  if (secret->entry != NULL) return SECUREMEMORY_OK;
  return securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, operation, NULL);
}

void securememory_site_remove(securememory_secret *secret) {
  if (secret->entry == NULL) return;
  notice_fork(secret->factory);
  memguard_registry_remove(&secret->factory->sites, secret->entry);
  secret->entry = NULL;
}

/* --- Telling --------------------------------------------------------------------------------- */

typedef struct listener {
  securememory_log_fn log;
  void *user;
} listener;

static void tell(void *object, void *user) {
  const securememory_secret *secret = object;
  const listener *to = user;
  char site[LINE / 2], line[LINE];
  memcall_host_site(secret->site, site, sizeof site);
  (void)snprintf(line, sizeof line, "a secret of %zu bytes, made at %s", secret->held.size, site);
  to->log(line, to->user);
}

static void tell_number(securememory_factory *factory, const listener *to) {
  char line[LINE];
  (void)snprintf(line, sizeof line,
                 "%" PRIu64 " secrets live; SECUREMEMORY_TRACK_SITES tells where they were made",
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
