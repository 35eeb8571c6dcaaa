/* renew.c: the public calls on a context's keys. */
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/scrub/scrub.h"

typedef memguard_status (*coffer_call)(memguard_coffer *coffer, const char *operation);

/* A context that never sealed has no keys. */
MEMGUARD_APART static memguard_status on_coffer(memguard_context *context, coffer_call call,
                                                const char *operation) {
  memguard_status status = memguard_enter(context);
  if (status != MEMGUARD_OK) return status;
  memguard_coffer *coffer = memguard_coffer_if_any(context);
  return coffer != NULL ? call(coffer, operation) : MEMGUARD_OK;
}

memguard_status memguard_refresh(memguard_context *context) {
  memguard_status status = on_coffer(context, memguard_coffer_refresh, __func__);
  memguard_scrub();
  return status;
}

memguard_status memguard_rotate(memguard_context *context) {
  memguard_status status = on_coffer(context, memguard_coffer_rotate, __func__);
  memguard_scrub();
  return status;
}

/* The halves of what is kept for opening go new ways too: they are the same in every clone. */
static memguard_status restored(memguard_coffer *coffer, const char *operation) {
  memguard_status status = memguard_coffer_restored(coffer, operation);
  return status == MEMGUARD_OK ? memguard_coffer_refresh(coffer, operation) : status;
}

memguard_status memguard_after_restore(memguard_context *context) {
  memguard_status status = on_coffer(context, restored, __func__);
  memguard_scrub();
  return status;
}
