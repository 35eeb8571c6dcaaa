/* access.c: getting inside a secret and out again. The first one in opens it, the last one out
   closes it. */
#include "lib/securememory/secret.h"

static bool is_of_this_process(const securememory_secret *secret) {
  return secret->generation == memguard_generation();
}

/* --- Asking ---------------------------------------------------------------------------------- */

static securememory_status report(securememory_status status, const char *function) {
  return status == SECUREMEMORY_OK || function == NULL
             ? status
             : securememory_report_error(status, function, NULL);
}

static securememory_status status_of_held(const securememory_secret *secret) {
  return (securememory_status)secret->factory->kind->status(&secret->held);
}

/* The lock is held. A thread that is inside already goes on as it began, whoever closes the secret
   meanwhile. */
static bool is_closed(const securememory_secret *secret, bool to_enter) {
  return atomic_load_explicit(&secret->closing, memory_order_relaxed) &&
         !(to_enter && securememory_visit_here(secret, false) != NULL);
}

/* What is held may be given back by another thread's close, so it is looked at with the lock. */
static securememory_status look(securememory_secret *secret, bool to_enter) {
  memguard_lock_acquire(&secret->lock);
  securememory_status status =
      is_closed(secret, to_enter) ? SECUREMEMORY_ERR_CLOSED : status_of_held(secret);
  memguard_lock_release(&secret->lock);
  return status;
}

/* A secret's lock is no property of its own, so that a const one can be asked. */
static securememory_status ask(const securememory_secret *secret, bool to_enter,
                               const char *function) {
  if (secret == NULL) return report(SECUREMEMORY_ERR_INVALID, function);
  memguard_status entered = memguard_enter(secret->held.context);
  if (entered != MEMGUARD_OK) return (securememory_status)entered;
  if (!is_of_this_process(secret)) return report(SECUREMEMORY_ERR_FORKED, function);
  return report(look((securememory_secret *)secret, to_enter), function);
}

securememory_status securememory_examine(const securememory_secret *secret, const char *function) {
  return ask(secret, false, function);
}

securememory_status securememory_examine_entry(const securememory_secret *secret,
                                               const char *function) {
  return ask(secret, true, function);
}

/* --- Visits ---------------------------------------------------------------------------------- */

securememory_visit *securememory_visit_here(const securememory_secret *secret, bool loan) {
  const uint64_t here = memcall_host_thread();
  securememory_visit *visit = secret->inside;
  while (visit != NULL && (visit->thread != here || (loan && !visit->is_loan))) visit = visit->next;
  return visit;
}

static void add(securememory_secret *secret, securememory_visit *visit) {
  visit->thread = memcall_host_thread();
  visit->previous = NULL;
  visit->next = secret->inside;
  if (visit->next != NULL) visit->next->previous = visit;
  secret->inside = visit;
  securememory_secret_keep(secret);
}

static void take_out(securememory_secret *secret, const securememory_visit *visit) {
  if (visit->next != NULL) visit->next->previous = visit->previous;
  if (visit->previous != NULL)
    visit->previous->next = visit->next;
  else
    secret->inside = visit->next;
}

/* --- In -------------------------------------------------------------------------------------- */

static securememory_status open_timed(securememory_secret *secret, const char *function) {
  uint64_t start = memcall_host_clock_ns();
  memguard_status status = secret->factory->kind->open(&secret->held, function);
  if (status == MEMGUARD_OK)
    securememory_count_time(secret->factory, memcall_host_clock_ns() - start);
  return (securememory_status)status;
}

static securememory_status open(securememory_secret *secret, const char *function) {
  securememory_status status =
      securememory_times_next(secret->factory)
          ? open_timed(secret, function)
          : (securememory_status)secret->factory->kind->open(&secret->held, function);
  if (status == SECUREMEMORY_OK) securememory_count_open(secret->factory);
  return status;
}

static securememory_status admit(securememory_secret *secret, const char *function) {
  if (is_closed(secret, true)) return report(SECUREMEMORY_ERR_CLOSED, function);
  return secret->inside == NULL ? open(secret, function) : report(status_of_held(secret), function);
}

/* A refusal that its caller can foresee is no failure. */
static securememory_status note(securememory_secret *secret, securememory_status status) {
  if (status == SECUREMEMORY_ERR_CLOSED || status == SECUREMEMORY_ERR_EXPIRED) return status;
  return securememory_count_failure(secret->factory, status);
}

securememory_status securememory_enter(securememory_secret *secret, securememory_visit *visit,
                                       const char *function) {
  if (secret == NULL) return report(SECUREMEMORY_ERR_INVALID, function);
  memguard_status entered = memguard_enter(secret->held.context);
  if (entered != MEMGUARD_OK) return (securememory_status)entered;
  if (!is_of_this_process(secret)) return report(SECUREMEMORY_ERR_FORKED, function);
  memguard_lock_acquire(&secret->lock);
  securememory_status status = admit(secret, function);
  if (status == SECUREMEMORY_OK) add(secret, visit);
  memguard_lock_release(&secret->lock);
  if (status == SECUREMEMORY_OK) securememory_rights_open(secret);
  return note(secret, status);
}

/* --- Out ------------------------------------------------------------------------------------- */

static securememory_status shut(securememory_secret *secret, const char *function, bool *lost) {
  memguard_status status = secret->factory->kind->close(&secret->held, function, lost);
  if (atomic_load_explicit(&secret->closing, memory_order_relaxed)) securememory_wipe_now(secret);
  return (securememory_status)status;
}

/* *lost: access could not be taken back. */
static securememory_status go(securememory_secret *secret, const securememory_visit *visit,
                              const char *function, bool *lost) {
  memguard_lock_acquire(&secret->lock);
  take_out(secret, visit);
  securememory_status status =
      secret->inside == NULL ? shut(secret, function, lost) : status_of_held(secret);
  memguard_lock_release(&secret->lock);
  return status;
}

static securememory_status judge(securememory_secret *secret, securememory_status status, bool lost,
                                 const char *function) {
  if (status == SECUREMEMORY_OK) return status;
  status = securememory_report_error(
      status, function,
      lost ? "access could not be taken back, so the secret was wiped: discard the result"
           : "a purge or fork overlapped: discard the result");
  return lost ? securememory_count_failure(secret->factory, status) : status;
}

securememory_status securememory_leave(securememory_secret *secret, securememory_visit *visit,
                                       const char *function) {
  bool lost = false;
  securememory_rights_close(secret);
  securememory_status status = (securememory_status)memguard_enter(secret->held.context);
  if (status == SECUREMEMORY_OK)
    status =
        is_of_this_process(secret) ? go(secret, visit, function, &lost) : SECUREMEMORY_ERR_FORKED;
  status = judge(secret, status, lost, function);
  securememory_secret_release(secret);
  return status;
}

/* A frame of its own: link-time optimization would put the callback's into with_bytes', which stays
   until its scrub is over and so is out of the scrub's reach. */
MEMGUARD_APART static int call_back(memguard_bytes_fn callback, const unsigned char *bytes,
                                    size_t length, void *user) {
  return callback(bytes, length, user);
}

securememory_status securememory_access(securememory_secret *secret, memguard_bytes_fn callback,
                                        void *user, int *returned, const char *function) {
  securememory_visit visit = {.is_loan = false};
  securememory_status status = securememory_enter(secret, &visit, function);
  if (status != SECUREMEMORY_OK) return status;
  *returned = call_back(callback, secret->held.open, secret->held.size, user);
  return securememory_leave(secret, &visit, function);
}
