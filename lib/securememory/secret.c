/* secret.c: the public calls on one secret. Those that touch plaintext end with a scrub, where
   nothing of it is live. */
#include "lib/securememory/secret.h"

#include "lib/memguard/scrub/scrub.h"

static securememory_status refuse(const char *function) {
  return securememory_report_error(SECUREMEMORY_ERR_INVALID, function, "an argument is NULL");
}

/* --- Asking ---------------------------------------------------------------------------------- */

securememory_status securememory_secret_status(const securememory_secret *secret) {
  return securememory_examine(secret, NULL);
}

size_t securememory_secret_size(const securememory_secret *secret) {
  return secret != NULL ? secret->held.size : 0;
}

/* Entered, so that nothing is given back meanwhile; not opened. */
static securememory_status ask(securememory_secret *secret, memguard_safeguards *out) {
  memguard_lock_acquire(&secret->lock);
  securememory_status status = SECUREMEMORY_ERR_CLOSED;
  if (!secret->wiped)
    status = (securememory_status)secret->factory->kind->safeguards(&secret->held, out);
  memguard_lock_release(&secret->lock);
  return status;
}

securememory_status securememory_secret_safeguards(const securememory_secret *secret,
                                                   memguard_safeguards *out) {
  if (secret == NULL || out == NULL) return refuse(__func__);
  *out = (memguard_safeguards){0, 0};
  securememory_status status = securememory_examine(secret, __func__);
  if (status != SECUREMEMORY_OK) return status;
  status = ask((securememory_secret *)secret, out);
  return status == SECUREMEMORY_OK ? status : securememory_report_error(status, __func__, NULL);
}

/* --- Inside ---------------------------------------------------------------------------------- */

securememory_status securememory_secret_with_bytes(securememory_secret *secret,
                                                   memguard_bytes_fn callback, void *user) {
  int returned = 0;
  if (secret == NULL || callback == NULL) return refuse(__func__);
  securememory_status status = securememory_access(secret, callback, user, &returned, __func__);
  memguard_scrub();
  if (status != SECUREMEMORY_OK || returned == 0) return status;
  return securememory_report_error(SECUREMEMORY_ERR_CALLBACK, __func__, NULL);
}

/* --- Comparing ------------------------------------------------------------------------------- */

typedef struct comparison {
  const void *bytes;
  size_t length;
  securememory_secret *other; /* whose bytes these will be */
  securememory_status status;
  bool equal;
} comparison;

static int compare(const unsigned char *bytes, size_t length, void *user) {
  comparison *with = user;
  with->equal = length == with->length && memguard_equal(bytes, with->bytes, length);
  return 0;
}

static int compare_with_other(const unsigned char *bytes, size_t length, void *user) {
  comparison *with = user;
  int ignored = 0;
  with->bytes = bytes;
  with->length = length;
  with->status =
      securememory_access(with->other, compare, with, &ignored, "securememory_secret_equal_to");
  return 0;
}

securememory_status securememory_secret_equal(securememory_secret *secret, const void *bytes,
                                              size_t length, bool *equal) {
  comparison with = {.bytes = bytes, .length = length};
  int ignored = 0;
  if (equal != NULL) *equal = false;
  if (secret == NULL || equal == NULL || (bytes == NULL && length != 0)) return refuse(__func__);
  if (length != secret->held.size) return securememory_examine_entry(secret, __func__);
  securememory_status status = securememory_access(secret, compare, &with, &ignored, __func__);
  memguard_scrub();
  *equal = status == SECUREMEMORY_OK && with.equal;
  return status;
}

securememory_status securememory_secret_equal_to(securememory_secret *secret,
                                                 securememory_secret *other, bool *equal) {
  comparison with = {.other = other, .status = SECUREMEMORY_OK};
  int ignored = 0;
  if (equal != NULL) *equal = false;
  if (secret == NULL || other == NULL || equal == NULL) return refuse(__func__);
  securememory_status status =
      securememory_access(secret, compare_with_other, &with, &ignored, __func__);
  memguard_scrub();
  if (status == SECUREMEMORY_OK) status = with.status;
  *equal = status == SECUREMEMORY_OK && with.equal;
  return status;
}
