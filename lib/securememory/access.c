/* access.c: getting inside a secret. The first reader opens it, the last one out closes it.

   In a forked child the lock may be held by a thread that is not there, so the status is asked
   before the lock is touched. */
#include "lib/memguard/scrub/attributes.h"
#include "lib/securememory/secret.h"

static securememory_status status_of(const securememory_secret *secret) {
  return (securememory_status)secret->factory->kind->status(&secret->held);
}

static securememory_status enter(securememory_secret *secret) {
  securememory_status status = SECUREMEMORY_OK;
  memguard_lock_acquire(&secret->lock);
  if (secret->readers == 0)
    status = (securememory_status)secret->factory->kind->open(&secret->held);
  if (status == SECUREMEMORY_OK) secret->readers++;
  memguard_lock_release(&secret->lock);
  return status;
}

/* Returns true when the secret was destroyed meanwhile and this was its last reader. */
static bool leave(securememory_secret *secret) {
  memguard_lock_acquire(&secret->lock);
  bool last = --secret->readers == 0;
  if (last) secret->factory->kind->close(&secret->held);
  bool end = last && secret->abandoned;
  memguard_lock_release(&secret->lock);
  return end;
}

/* After a purge or fork the plaintext in the callback's hands was not to be trusted. */
static securememory_status outcome(securememory_status after, int returned, const char *function) {
  if (after != SECUREMEMORY_OK)
    return securememory_report_error(after, function,
                                     "a purge or fork overlapped: discard the result");
  if (returned == 0) return SECUREMEMORY_OK;
  return securememory_report_error(SECUREMEMORY_ERR_CALLBACK, function,
                                   "the callback returned non-zero");
}

/* A frame of its own: link-time optimization would put the callback's into with_bytes', which stays
   until its scrub is over and so is out of the scrub's reach. */
MEMGUARD_APART static int call_back(memguard_bytes_fn callback, const unsigned char *bytes,
                                    size_t length, void *user) {
  return callback(bytes, length, user);
}

securememory_status securememory_access(securememory_secret *secret, memguard_bytes_fn callback,
                                        void *user, const char *function) {
  securememory_status status = status_of(secret);
  if (status != SECUREMEMORY_OK)
    return securememory_report_error(status, function,
                                     "the secret was purged, or stayed with the parent process");
  status = enter(secret);
  if (status != SECUREMEMORY_OK) return status;
  int returned = call_back(callback, secret->held.open, secret->held.size, user);
  securememory_status after = status_of(secret);
  if (after == SECUREMEMORY_ERR_FORKED) return outcome(after, returned, function);
  if (leave(secret)) securememory_secret_end(secret);
  return outcome(after, returned, function);
}
