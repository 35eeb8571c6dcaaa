/* instructions.c: each act many times, counted by callgrind, which instructions.py starts and reads. */
#include <valgrind/callgrind.h>

#include "tests/costs/acts.h"

enum { WARM = 200, TIMES = 100 };

int main(void) {
  costs_begin();
  for (const costs_act *act = costs_acts; act->name != NULL; act++) {
    for (int i = 0; i < WARM; i++) act->run();
    CALLGRIND_ZERO_STATS;
    for (int i = 0; i < TIMES; i++) act->run();
    CALLGRIND_DUMP_STATS_AT(act->name);
  }
  costs_end();
  return 0;
}
