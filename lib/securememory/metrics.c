/* metrics.c: a factory's numbers. */
#include "lib/securememory/factory.h"

static void add(_Atomic uint64_t *counter) {
  atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

static uint64_t read(const _Atomic uint64_t *counter) {
  return atomic_load_explicit(counter, memory_order_relaxed);
}

/* --- Counting -------------------------------------------------------------------------------- */

/* The peak is the largest number that in_use ever had, because each of them is seen here. */
void securememory_count_created(securememory_factory *factory) {
  securememory_counters *counters = &factory->counters;
  add(&counters->created);
  uint64_t now = atomic_fetch_add_explicit(&counters->in_use, 1, memory_order_relaxed) + 1;
  uint64_t peak = atomic_load_explicit(&counters->peak, memory_order_relaxed);
  while (peak < now &&
         !atomic_compare_exchange_weak_explicit(&counters->peak, &peak, now, memory_order_relaxed,
                                                memory_order_relaxed)) {
  }
}

void securememory_count_wiped(securememory_factory *factory) {
  atomic_fetch_sub_explicit(&factory->counters.in_use, 1, memory_order_relaxed);
}

static unsigned bucket_of(uint64_t ns) {
  unsigned bits = ns != 0 ? 64u - (unsigned)__builtin_clzll(ns) : 0; /* ns < 2^bits */
  return bits < SECUREMEMORY_BUCKETS - 1 ? bits : SECUREMEMORY_BUCKETS - 1;
}

void securememory_count_open(securememory_factory *factory) { add(&factory->counters.opens); }

/* Asking the clock twice takes 48 ns, of the 700 or so of a small open. */
bool securememory_times_next(const securememory_factory *factory) {
  return read(&factory->counters.opens) % 8 == 0;
}

void securememory_count_time(securememory_factory *factory, uint64_t ns) {
  add(&factory->counters.opens_of[bucket_of(ns)]);
}

securememory_status securememory_count_failure(securememory_factory *factory,
                                               securememory_status status) {
  if (status == SECUREMEMORY_OK) return status;
  add(&factory->counters.failures);
  securememory_log_error(factory);
  return status;
}

/* --- Reporting ------------------------------------------------------------------------------- */

static void read_times(const securememory_counters *counters, securememory_metrics *out) {
  for (unsigned i = 0; i < SECUREMEMORY_BUCKETS; i++) {
    out->timed += read(&counters->opens_of[i]);
    if (i < SECUREMEMORY_BUCKETS - 1) out->open_ns[i] = out->timed;
  }
}

securememory_status securememory_factory_metrics(securememory_factory *factory,
                                                 securememory_metrics *out) {
  if (factory == NULL || out == NULL || out->struct_size < sizeof *out)
    return securememory_report_error(SECUREMEMORY_ERR_INVALID, __func__,
                                     "an argument is NULL, or struct_size is too small");
  const securememory_counters *counters = &factory->counters;
  *out = (securememory_metrics){.struct_size = out->struct_size,
                                .created = read(&counters->created),
                                .in_use = read(&counters->in_use),
                                .peak = read(&counters->peak),
                                .opens = read(&counters->opens),
                                .failures = read(&counters->failures)};
  read_times(counters, out);
  return SECUREMEMORY_OK;
}
