// purges.cc: how long secrets can still be read once a purge has begun. Each in a fresh process, which it leaves useless.
#include <sched.h>

#include <atomic>
#include <thread>
#include <vector>

#include "memguard/memguard.h"
#include "tests/bench/cases/parts.h"
#include "tests/bench/system/clock.h"

namespace bench {
namespace {

const unsigned char kValue[32] = {1};

Reading time_to_wipe_heap(size_t count) {
  for (size_t i = 0; i < count; i++)
    must(memguard_malloc(memguard_default_context(), 32) == nullptr);
  return {time_of(memguard_emergency_wipe)};
}

Reading time_to_purge_buffers(size_t count) {
  std::vector<memguard_buffer*> all(count);
  for (memguard_buffer*& one : all)
    must(memguard_buffer_new_copy(memguard_default_context(), kValue, sizeof kValue, &one));
  return {time_of([] { memguard_purge(memguard_default_context()); })};
}

memguard_enclave* last_of(size_t count) {
  memguard_enclave* last = nullptr;
  for (size_t i = 0; i < count; i++)
    must(memguard_enclave_new_copy(memguard_default_context(), kValue, sizeof kValue, &last));
  return last;
}

Reading time_to_purge_enclaves(size_t count) {
  last_of(count);
  return {time_of([] { memguard_purge(memguard_default_context()); })};
}

// --- Unreadable ----------------------------------------------------------------------------------

// A CPU of this process's: the first, or the second. Two threads on one could not watch each other.
cpu_set_t only_cpu(int which) {
  cpu_set_t all, one;
  CPU_ZERO(&one);
  if (sched_getaffinity(0, sizeof all, &all) != 0 || CPU_COUNT(&all) < 2)
    throw Missing("takes two CPUs");
  int cpu = 0;
  for (int seen = 0; seen <= which; cpu++) seen += CPU_ISSET(cpu, &all) != 0;
  CPU_SET(cpu - 1, &one);
  return one;
}

struct Sight {
  double gone;   // when the answer first was that the secret is gone: from then on no call opens it
  double blind;  // since the answer before
};

// Asks without pause.
Sight watch(const memguard_enclave* enclave, std::atomic<unsigned>* beats) {
  double before = now(), last = before;
  for (unsigned beat = 1; memguard_enclave_status(enclave) == MEMGUARD_OK; beat++) {
    before = last;
    last = now();
    beats->store(beat, std::memory_order_relaxed);
  }
  const double gone = now();
  return {gone, gone - before};
}

// The purge begins at a moment when the watcher is known to be running.
void await_beats(const std::atomic<unsigned>& beats, unsigned more) {
  for (const unsigned first = beats; beats - first < more;);
}

// Nanoseconds; negative if the watcher was kept from looking for longer than a few looks take.
double purge_watched(const memguard_enclave* enclave, const cpu_set_t& here,
                     const cpu_set_t& there) {
  std::atomic<unsigned> beats{0};
  Sight sight = {};
  sched_setaffinity(0, sizeof there, &there);  // inherited by the watcher
  std::thread watcher([&] { sight = watch(enclave, &beats); });
  sched_setaffinity(0, sizeof here, &here);
  await_beats(beats, 100000);
  await_beats(beats, 2);
  const double start = now();
  memguard_purge(memguard_default_context());
  watcher.join();
  return sight.blind < 1000 ? sight.gone - start : -1;
}

// What was purged stays where it is until the process ends, so another try is as good, with one enclave more.
Reading time_to_unreadable(size_t count) {
  const cpu_set_t here = only_cpu(0), there = only_cpu(1);
  const memguard_enclave* last = last_of(count);
  for (int tries = 0; tries < 50; tries++, last = last_of(1)) {
    const double time = purge_watched(last, here, there);
    if (time >= 0) return {time};
  }
  throw Missing("the watching thread was always interrupted");
}

void add(Cases* cases, const char* what, size_t live, Reading (*read)(size_t)) {
  Case one;
  one.key = {"purge", what, kOurs, {32, live, 0}};
  one.unit = "ns";
  one.method = Method::kClock;
  one.read = [read, live] { return read(live); };
  one.in_child = true;
  cases->push_back(one);
}

}  // namespace

void add_purges(Cases* cases, bool quick) {
  add(cases, "heap objects wiped (emergency_wipe)", 100000, time_to_wipe_heap);
  add(cases, "buffers wiped and hidden", 1000, time_to_purge_buffers);
  add(cases, "enclaves unreadable", 100000, time_to_unreadable);
  if (!quick) add(cases, "enclaves unreadable", 1000000, time_to_unreadable);
  add(cases, "enclaves, the whole call", 100000, time_to_purge_enclaves);
  if (!quick) add(cases, "enclaves, the whole call", 1000000, time_to_purge_enclaves);
}

}  // namespace bench
