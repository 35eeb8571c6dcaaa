// parts.h: what the lists of cases are put together from.
#ifndef TESTS_BENCH_CASES_PARTS_H
#define TESTS_BENCH_CASES_PARTS_H

#include "tests/bench/case.h"

namespace bench {

void add_heap(Cases* cases, bool quick);
void add_buffers(Cases* cases, bool quick);
void add_enclaves(Cases* cases, bool quick);
void add_keys(Cases* cases, bool quick);
void add_streams(Cases* cases, bool quick);
void add_secrets(Cases* cases, bool quick);
void add_purges(Cases* cases, bool quick);
void add_processes(Cases* cases, bool quick);
void add_memory(Cases* cases, bool quick);
void add_limits(Cases* cases, bool quick);
void add_calls(Cases* cases, bool quick);  // last: it counts those before it

// An act, timed in CPU time.
Case act(Key key, std::function<std::unique_ptr<Work>(bool first)> make);

// Throws Missing with the library's own words unless a status of any layer is OK.
void must(int status);

}  // namespace bench

#endif
