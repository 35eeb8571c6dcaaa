/* memcall_state.h: the regions of memcall_fuzz.c. */
#ifndef FUZZ_MEMCALL_STATE_H
#define FUZZ_MEMCALL_STATE_H

#define FUZZ_OPS "fuzz/memcall.inc"
#include "fuzz/declare.h"
#include "memcall/memcall.h"

enum { REGIONS = 6, EVERY_SAFEGUARD = 0xff };
#define PAGE ((size_t)4096)

extern memcall_region regions[REGIONS];
extern size_t seeds[REGIONS], next_seed; /* 0: what is in it is not known */

memcall_region *region_at(const size_t *a); /* that a[0] names */
bool is_empty(const memcall_region *it);

#endif
