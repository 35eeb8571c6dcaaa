/* refresher.c: MEMGUARD_REFRESH_THREAD, a thread of the coffer's own that renews halves while nobody
   uses them. It starts with the first key, sleeps between two renewals, and ends with the coffer. A
   forked child has none until it makes a key of its own. */
#include "lib/memcall/report.h"
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/scrub/scrub.h"

/* A renewal that fails leaves good keys, and the next one begins with all of them. Letting the coffer
   go is the last that this thread does with it. */
static void run(void *argument) {
  memguard_coffer *coffer = argument;
  while (!memcall_host_event_wait(coffer->stop, coffer->refresh)) {
    memguard_status failed = memguard_coffer_refresh(coffer, "memguard_refresh");
    (void)failed;
    memguard_scrub();
  }
  atomic_store_explicit(&coffer->refreshes, false, memory_order_release);
}

static memcall_answer start(memguard_coffer *coffer) {
  memcall_answer answer = memcall_host_event_new(&coffer->stop);
  if (answer.status != MEMCALL_OK) return answer;
  atomic_store_explicit(&coffer->refreshes, true, memory_order_relaxed);
  coffer->refresher = (memcall_host_task){run, coffer};
  answer = memcall_host_start_thread(&coffer->refresher);
  if (answer.status == MEMCALL_OK) return answer;
  atomic_store_explicit(&coffer->refreshes, false, memory_order_relaxed);
  memcall_host_event_destroy(coffer->stop);
  coffer->stop = NULL;
  return answer;
}

memguard_status memguard_refresher_start(memguard_coffer *coffer) {
  bool wanted = (coffer->part.context->flags & MEMGUARD_REFRESH_THREAD) != 0;
  if (!wanted || coffer->stop != NULL) return MEMGUARD_OK;
  return (memguard_status)memcall_report_answer(start(coffer));
}

/* Waits for a renewal that is under way. */
void memguard_refresher_stop(memguard_coffer *coffer) {
  if (coffer->stop == NULL) return;
  memcall_host_event_set(coffer->stop);
  while (atomic_load_explicit(&coffer->refreshes, memory_order_acquire)) memcall_host_yield();
  memcall_host_event_destroy(coffer->stop);
  coffer->stop = NULL;
}

/* The event is left as it is: a thread of the parent may have been inside of it. */
void memguard_refresher_forked(memguard_coffer *coffer) {
  atomic_store_explicit(&coffer->refreshes, false, memory_order_relaxed);
  coffer->stop = NULL;
}
