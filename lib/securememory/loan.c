/* loan.c: being inside a secret without a callback. */
#include <stdlib.h>

#include "lib/memguard/scrub/scrub.h"
#include "lib/securememory/secret.h"

static securememory_status refuse(const char *function, const char *text) {
  return securememory_report_error(SECUREMEMORY_ERR_INVALID, function, text);
}

securememory_status securememory_secret_borrow(securememory_secret *secret,
                                               securememory_loan *out) {
  if (out != NULL) *out = (securememory_loan){NULL, 0, NULL};
  if (secret == NULL || out == NULL) return refuse(__func__, "an argument is NULL");
  securememory_visit *visit = calloc(1, sizeof *visit);
  if (visit == NULL)
    return securememory_count_failure(
        secret->factory, securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, __func__, NULL));
  visit->is_loan = true;
  securememory_status status = securememory_enter(secret, visit, __func__);
  memguard_scrub();
  if (status == SECUREMEMORY_OK)
    *out = (securememory_loan){secret->held.open, secret->held.size, secret};
  else
    free(visit);
  return status;
}

/* One loan of a thread is as good as another: they all end. */
static securememory_visit *find(securememory_secret *secret) {
  memguard_lock_acquire(&secret->lock);
  securememory_visit *visit = securememory_visit_here(secret, true);
  memguard_lock_release(&secret->lock);
  return visit;
}

/* In a child the list may be one that a thread of the parent was just changing. */
static securememory_status forget(securememory_secret *secret, const char *function) {
  securememory_visit none = {.is_loan = true};
  return securememory_leave(secret, &none, function);
}

static securememory_status give_back(securememory_secret *secret, const char *function) {
  securememory_status status = (securememory_status)memguard_enter(secret->held.context);
  if (status != SECUREMEMORY_OK) return status;
  if (secret->generation != memguard_generation()) return forget(secret, function);
  securememory_visit *visit = find(secret);
  if (visit == NULL)
    return refuse(function,
                  "this thread has no loan of the secret; a loan ends where it was taken");
  status = securememory_leave(secret, visit, function);
  free(visit);
  return status;
}

securememory_status securememory_secret_return(securememory_loan *loan) {
  if (loan == NULL) return refuse(__func__, "the loan is NULL");
  if (loan->secret == NULL) return SECUREMEMORY_OK;
  securememory_status status = give_back(loan->secret, __func__);
  memguard_scrub();
  if (status != SECUREMEMORY_ERR_INVALID) *loan = (securememory_loan){NULL, 0, NULL};
  return status;
}
