/* close.c: the end of a secret's content, and of its handle. */
#include <stdlib.h>

#include "lib/securememory/secret.h"

void securememory_wipe_now(securememory_secret *secret) {
  if (secret->wiped) return;
  secret->factory->kind->wipe(&secret->held);
  secret->wiped = true;
  securememory_count_wiped(secret->factory);
  for (securememory_waiter *waiter = secret->waiters; waiter != NULL; waiter = waiter->next)
    memcall_host_event_set(waiter->wiped);
}

/* --- Handles --------------------------------------------------------------------------------- */

void securememory_secret_release(securememory_secret *secret) {
  if (atomic_fetch_sub_explicit(&secret->references, 1, memory_order_acq_rel) != 1) return;
  secret->factory->kind->drop(&secret->held);
  if (secret->counted) atomic_fetch_sub(&secret->factory->live, 1);
  free(secret);
}

/* The content stayed with the parent, and so did the threads that were inside: what is theirs is
   never given back, so nothing here waits for it. */
static void end_forked(securememory_secret *secret) {
  secret->factory->kind->drop(&secret->held);
  if (!secret->wiped) securememory_count_wiped(secret->factory);
  secret->counted = false;
  atomic_fetch_sub(&secret->factory->live, 1);
}

/* Without another reference the handle's own end wipes, and checks the canary as well. */
static void end_content(securememory_secret *secret) {
  if (atomic_load_explicit(&secret->references, memory_order_acquire) != 1) {
    securememory_wipe_now(secret);
  } else if (!secret->wiped) {
    secret->wiped = true;
    securememory_count_wiped(secret->factory);
  }
}

static void end(securememory_secret *secret) {
  memguard_lock_acquire(&secret->lock);
  atomic_store_explicit(&secret->closing, true, memory_order_relaxed);
  if (secret->inside == NULL) end_content(secret);
  memguard_lock_release(&secret->lock);
}

void securememory_secret_destroy(securememory_secret *secret) {
  if (secret == NULL) return;
  memguard_status entered = memguard_enter(secret->held.context);
  securememory_site_remove(secret->factory, &secret->site);
  if (entered == MEMGUARD_OK && secret->generation == memguard_generation())
    end(secret);
  else
    end_forked(secret);
  securememory_secret_release(secret);
}

/* --- Closing --------------------------------------------------------------------------------- */

/* OK: it is wiped; TIMEOUT: somebody is inside; DEADLOCK. The lock is held. */
static securememory_status try_to_close(securememory_secret *secret) {
  if (secret->wiped) return SECUREMEMORY_OK;
  if (securememory_visit_here(secret, false) != NULL) return SECUREMEMORY_ERR_DEADLOCK;
  atomic_store_explicit(&secret->closing, true, memory_order_relaxed);
  if (secret->inside != NULL) return SECUREMEMORY_ERR_TIMEOUT;
  securememory_wipe_now(secret);
  return SECUREMEMORY_OK;
}

static securememory_status close_at_once(securememory_secret *secret) {
  memguard_lock_acquire(&secret->lock);
  securememory_status status = try_to_close(secret);
  memguard_lock_release(&secret->lock);
  return status;
}

/* False: there is nothing to wait for any more. */
static bool queue(securememory_secret *secret, securememory_waiter *waiter) {
  memguard_lock_acquire(&secret->lock);
  bool waits = !secret->wiped;
  if (waits) {
    waiter->next = secret->waiters;
    secret->waiters = waiter;
  }
  memguard_lock_release(&secret->lock);
  return waits;
}

static bool unqueue(securememory_secret *secret, const securememory_waiter *waiter) {
  memguard_lock_acquire(&secret->lock);
  securememory_waiter **link = &secret->waiters;
  while (*link != waiter) link = &(*link)->next;
  *link = waiter->next;
  bool wiped = secret->wiped;
  memguard_lock_release(&secret->lock);
  return wiped;
}

static securememory_status wait_for_last(securememory_secret *secret, uint32_t timeout_ms) {
  securememory_waiter waiter = {NULL, NULL};
  memcall_answer answer = memcall_host_event_new(&waiter.wiped);
  if (answer.status != MEMCALL_OK) return (securememory_status)memcall_report_answer(answer);
  bool wiped = true;
  if (queue(secret, &waiter)) {
    (void)memcall_host_event_wait(waiter.wiped, timeout_ms);
    wiped = unqueue(secret, &waiter);
  }
  memcall_host_event_destroy(waiter.wiped);
  return wiped ? SECUREMEMORY_OK : SECUREMEMORY_ERR_TIMEOUT;
}

static securememory_status close(securememory_secret *secret, uint32_t timeout_ms,
                                 const char *function) {
  securememory_status status = close_at_once(secret);
  if (status == SECUREMEMORY_ERR_TIMEOUT && timeout_ms != 0) {
    status = wait_for_last(secret, timeout_ms);
    if (status != SECUREMEMORY_OK && status != SECUREMEMORY_ERR_TIMEOUT)
      return securememory_count_failure(secret->factory, status);
  }
  if (status == SECUREMEMORY_OK) return status;
  status = securememory_report_error(status, function, NULL);
  if (status == SECUREMEMORY_ERR_TIMEOUT) securememory_log_error(secret->factory);
  return status;
}

securememory_status securememory_secret_close(securememory_secret *secret, uint32_t timeout_ms) {
  securememory_status status = securememory_examine(secret, NULL);
  if (status != SECUREMEMORY_OK && status != SECUREMEMORY_ERR_CLOSED &&
      status != SECUREMEMORY_ERR_EXPIRED)
    return securememory_report_error(status, __func__, NULL);
  securememory_secret_keep(secret);
  status = close(secret, timeout_ms, __func__);
  securememory_secret_release(secret);
  return status;
}
