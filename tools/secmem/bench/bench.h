/* bench.h: `secmem bench`: what each act costs on this machine, in a few seconds. //tests/bench is
   the thorough one, with other libraries beside this one. */
#ifndef TOOLS_SECMEM_BENCH_BENCH_H
#define TOOLS_SECMEM_BENCH_BENCH_H

#include <stdbool.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

enum { BENCH_EXIT_OK = 0, BENCH_EXIT_REFUSED = 2 };

/* Measures and reports to stdout. Returns the exit status. */
int bench_command(bool as_json, bool quiet, bool no_color);

MEMCALL_END

#endif
