/* purge.c: making everything unreadable, keys first. Nothing here can fail, and nothing waits. */
#include "lib/memguard/context/process.h"
#include "memguard/process.h"

typedef void (*part_call)(memguard_part *part);

enum { WIPE_KEY, PURGE, EMERGENCY };

static part_call call_of(const memguard_part *part, int which) {
  if (which == WIPE_KEY) return part->calls->wipe_key;
  return which == PURGE ? part->calls->purge : part->calls->emergency;
}

static void for_parts(memguard_context *context, int which) {
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;) {
    part_call call = call_of(part, which);
    if (call != NULL) call(part);
  }
}

/* The epoch moves before the first byte is wiped, so whoever read a wiped byte also sees that it
 * moved. */
static void wipe_context(memguard_context *context, int content) {
  atomic_fetch_add(&context->purges, (UINT64_C(1) << 16) + 1);
  atomic_thread_fence(memory_order_release);
  for_parts(context, WIPE_KEY);
  for_parts(context, content);
  atomic_fetch_sub(&context->purges, 1);
}

void memguard_context_purge(memguard_context *context) { wipe_context(context, PURGE); }

void memguard_context_emergency(memguard_context *context) { wipe_context(context, EMERGENCY); }

static bool is_ready(memguard_context *context) {
  return atomic_load_explicit(&context->ready, memory_order_acquire) != 0;
}

void memguard_purge(memguard_context *context) {
  if (context == NULL || !is_ready(context)) return;
  memguard_fork_check();
  memguard_context_purge(context);
}

static void purge_one(void *context, void *user) {
  (void)user;
  memguard_context_purge(context);
}

static void emergency_one(void *context, void *user) {
  (void)user;
  memguard_context_emergency(context);
}

void memguard_purge_all(void) {
  memguard_fork_check();
  memguard_registry_each(memguard_contexts(), true, purge_one, NULL); /* beside another purge */
}

void memguard_emergency_wipe(void) {
  memguard_registry_each(memguard_contexts(), true, emergency_one, NULL);
}
