/* secret.c: the public calls on one secret. Those that touch plaintext end with a scrub, where
 * nothing of it is live. */
#include "lib/securememory/secret.h"

#include <stdlib.h>

#include "lib/memguard/scrub/scrub.h"

static securememory_status refuse(const char *function, const char *text) {
  return securememory_report_error(SECUREMEMORY_ERR_INVALID, function, text);
}

/* --- Making and ending ----------------------------------------------------------------------- */

/* bytes NULL: random. */
static securememory_status make(securememory_factory *factory, const void *bytes, size_t length,
                                securememory_secret **out) {
  securememory_secret *secret = calloc(1, sizeof *secret);
  if (secret == NULL)
    return securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, "securememory_secret_new", NULL);
  secret->factory = factory;
  secret->held.context = securememory_factory_context(factory);
  secret->held.size = length;
  memguard_status status = factory->kind->store(&secret->held, bytes);
  if (status != MEMGUARD_OK) {
    free(secret);
    return (securememory_status)status;
  }
  atomic_fetch_add(&factory->live, 1);
  *out = secret;
  return SECUREMEMORY_OK;
}

static securememory_status check(securememory_factory *factory, size_t length,
                                 securememory_secret **out, const char *function) {
  if (out == NULL) return refuse(function, "out is NULL");
  *out = NULL;
  if (factory == NULL) return refuse(function, "the factory is NULL; was its constructor checked?");
  return length != 0 ? SECUREMEMORY_OK : refuse(function, "a secret of zero bytes is none");
}

securememory_status securememory_secret_new_copy(securememory_factory *factory, const void *bytes,
                                                 size_t length, securememory_secret **out) {
  securememory_status status = check(factory, length, out, "securememory_secret_new_copy");
  if (status != SECUREMEMORY_OK) return status;
  if (bytes == NULL) return refuse("securememory_secret_new_copy", "bytes is NULL");
  return make(factory, bytes, length, out);
}

securememory_status securememory_secret_new_from(securememory_factory *factory, void *bytes,
                                                 size_t length, securememory_secret **out) {
  securememory_status status = check(factory, length, out, "securememory_secret_new_from");
  if (status != SECUREMEMORY_OK) return status;
  if (bytes == NULL) return refuse("securememory_secret_new_from", "bytes is NULL");
  status = make(factory, bytes, length, out);
  if (status == SECUREMEMORY_OK) memguard_wipe(bytes, length);
  return status;
}

securememory_status securememory_secret_new_random(securememory_factory *factory, size_t length,
                                                   securememory_secret **out) {
  securememory_status status = check(factory, length, out, "securememory_secret_new_random");
  return status == SECUREMEMORY_OK ? make(factory, NULL, length, out) : status;
}

void securememory_secret_end(securememory_secret *secret) {
  secret->factory->kind->drop(&secret->held);
  atomic_fetch_sub(&secret->factory->live, 1);
  free(secret);
}

/* In a forked child the count of readers is the parent's, and nobody here will leave. */
void securememory_secret_destroy(securememory_secret *secret) {
  if (secret == NULL) return;
  bool inside = false;
  if (securememory_secret_status(secret) != SECUREMEMORY_ERR_FORKED) {
    memguard_lock_acquire(&secret->lock);
    inside = secret->readers != 0;
    secret->abandoned = inside;
    memguard_lock_release(&secret->lock);
  }
  if (!inside) securememory_secret_end(secret);
}

/* --- Asking ---------------------------------------------------------------------------------- */

securememory_status securememory_secret_status(const securememory_secret *secret) {
  if (secret == NULL) return SECUREMEMORY_ERR_INVALID;
  return (securememory_status)secret->factory->kind->status(&secret->held);
}

size_t securememory_secret_size(const securememory_secret *secret) {
  return secret != NULL ? secret->held.size : 0;
}

securememory_status securememory_secret_safeguards(const securememory_secret *secret,
                                                   memguard_safeguards *out) {
  if (secret == NULL || out == NULL)
    return refuse("securememory_secret_safeguards", "an argument is NULL");
  *out = (memguard_safeguards){0, 0};
  securememory_status status = securememory_secret_status(secret);
  memguard_report report = {.struct_size = sizeof report};
  if (status == SECUREMEMORY_OK)
    status = (securememory_status)memguard_context_report(secret->held.context, &report);
  if (status == SECUREMEMORY_OK) *out = report.now;
  return status;
}

/* --- Inside ---------------------------------------------------------------------------------- */

securememory_status securememory_secret_with_bytes(securememory_secret *secret,
                                                   memguard_bytes_fn callback, void *user) {
  if (secret == NULL || callback == NULL)
    return refuse("securememory_secret_with_bytes", "an argument is NULL");
  securememory_status status =
      securememory_access(secret, callback, user, "securememory_secret_with_bytes");
  memguard_scrub();
  return status;
}

struct comparison {
  const void *bytes;
  bool equal;
};

static int compare(const unsigned char *bytes, size_t length, void *user) {
  struct comparison *comparison = user;
  comparison->equal = memguard_equal(bytes, comparison->bytes, length);
  return 0;
}

securememory_status securememory_secret_equal(securememory_secret *secret, const void *bytes,
                                              size_t length, bool *equal) {
  if (secret == NULL || equal == NULL || (bytes == NULL && length != 0))
    return refuse("securememory_secret_equal", "an argument is NULL");
  *equal = false;
  if (length != secret->held.size) return securememory_secret_status(secret);
  struct comparison comparison = {bytes, false};
  securememory_status status =
      securememory_access(secret, compare, &comparison, "securememory_secret_equal");
  memguard_scrub();
  if (status == SECUREMEMORY_OK) *equal = comparison.equal;
  return status;
}
