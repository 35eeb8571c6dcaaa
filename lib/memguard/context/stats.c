/* stats.c: a context's numbers, and the calls that ask each of its parts in turn. */
#include "lib/memguard/context/context.h"

/* --- Counting -------------------------------------------------------------------------------- */

static uint64_t add(_Atomic uint64_t *number, uint64_t change) {
  return atomic_fetch_add_explicit(number, change, memory_order_relaxed) + change;
}

void memguard_object_begun(memguard_context *context) { add(&context->live, 1); }

void memguard_object_finished(memguard_context *context) {
  uint64_t live = atomic_load_explicit(&context->live, memory_order_relaxed);
  uint64_t peak = atomic_load_explicit(&context->peak, memory_order_relaxed);
  add(&context->made, 1);
  while (live > peak &&
         !atomic_compare_exchange_weak_explicit(&context->peak, &peak, live, memory_order_relaxed,
                                                memory_order_relaxed)) {
  }
}

void memguard_object_gone(memguard_context *context) { add(&context->live, UINT64_MAX); }

void memguard_object_missed(memguard_context *context) { add(&context->failures, 1); }

/* --- Numbers --------------------------------------------------------------------------------- */

static uint64_t read(const _Atomic uint64_t *number) {
  return atomic_load_explicit(number, memory_order_relaxed);
}

static void count_context(const memguard_context *context, memguard_stats *stats) {
  stats->live = read(&context->live);
  stats->peak = read(&context->peak);
  stats->allocations = read(&context->made);
  stats->failures = read(&context->failures);
  stats->locked_bytes = atomic_load_explicit(&context->locked, memory_order_relaxed);
  stats->mapped_bytes = context->settings_page.mapping.size;
  stats->system_calls = read(&context->operations);
  stats->purges = read(&context->purges) >> 16;
}

/* An object that comes to life while the parts are asked may be in one number and not in another. */
static void count_parts(memguard_context *context, memguard_stats *stats) {
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->count != NULL) {
      part->calls->count(part, stats);
    } else if (part->calls->live != NULL) {
      stats->live += part->calls->live(part);
    }
  if (stats->peak < stats->live) stats->peak = stats->live;
}

memguard_status memguard_context_stats(memguard_context *context, memguard_stats *out) {
  if (out == NULL || out->struct_size < sizeof *out)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_context_stats",
                                 "out is NULL or its struct_size is too small");
  memguard_status status = memguard_enter(context);
  *out = (memguard_stats){.struct_size = out->struct_size};
  if (status != MEMGUARD_OK) return status;
  count_context(context, out);
  count_parts(context, out);
  return MEMGUARD_OK;
}

/* --- Each part ------------------------------------------------------------------------------- */

memguard_status memguard_verify(memguard_context *context) {
  memguard_status status = memguard_enter(context);
  if (status != MEMGUARD_OK) return status;
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->verify != NULL && part->calls->verify(part) != MEMGUARD_OK)
      return memguard_report_error(MEMGUARD_ERR_CORRUPT, "memguard_verify", NULL);
  return MEMGUARD_OK;
}

void memguard_trim(memguard_context *context) {
  if (context == NULL || memguard_enter(context) != MEMGUARD_OK) return;
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->trim != NULL) part->calls->trim(part);
}
