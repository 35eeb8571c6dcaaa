/* make.c: how a secret comes into being. */
#include <stdlib.h>

#include "lib/securememory/secret.h"

securememory_status securememory_check_new(securememory_factory *factory, securememory_secret **out,
                                           const char *function) {
  if (out != NULL) *out = NULL;
  if (out != NULL && factory != NULL) return SECUREMEMORY_OK;
  return securememory_report_error(
      SECUREMEMORY_ERR_INVALID, function,
      out == NULL ? "out is NULL" : "the factory is NULL; was its constructor checked?");
}

static securememory_status allocate(securememory_factory *factory, size_t length,
                                    const char *function, securememory_secret **out) {
  memguard_context *context = securememory_factory_context(factory);
  memguard_status status = memguard_enter(context);
  if (status != MEMGUARD_OK) return (securememory_status)status;
  securememory_secret *secret = calloc(1, sizeof *secret);
  if (secret == NULL) return securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, function, NULL);
  secret->factory = factory;
  secret->held.context = context;
  secret->held.size = length;
  secret->generation = memguard_generation();
  atomic_init(&secret->references, 1);
  *out = secret;
  return SECUREMEMORY_OK;
}

static securememory_status furnish(securememory_secret *secret, const void *bytes,
                                   const char *function) {
  const securememory_kind_calls *kind = secret->factory->kind;
  securememory_status status = (securememory_status)kind->store(&secret->held, bytes, function);
  if (status != SECUREMEMORY_OK) return status;
  status = securememory_site_add(secret->factory, &secret->site, function);
  if (status != SECUREMEMORY_OK) kind->drop(&secret->held);
  return status;
}

static size_t size_of(const void *secret) { return securememory_secret_size(secret); }

static securememory_status make(securememory_factory *factory, const void *bytes, size_t length,
                                const void *site, const char *function, securememory_secret **out) {
  securememory_secret *secret = NULL;
  securememory_status status = allocate(factory, length, function, &secret);
  if (status != SECUREMEMORY_OK) return status;
  secret->site = (securememory_site){site, "secret", size_of, secret, NULL};
  status = furnish(secret, bytes, function);
  if (status != SECUREMEMORY_OK) {
    free(secret);
    return status;
  }
  secret->counted = true;
  atomic_fetch_add(&factory->live, 1);
  securememory_count_created(factory);
  *out = secret;
  return SECUREMEMORY_OK;
}

securememory_status securememory_make(securememory_factory *factory, const void *bytes,
                                      size_t length, const void *site, const char *function,
                                      securememory_secret **out) {
  return securememory_count_failure(factory, make(factory, bytes, length, site, function, out));
}
