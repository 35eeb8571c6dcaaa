/* table.h: makes the table of operations of the target that includes it, from FUZZ_OPS, its .inc
   file. The world's operations come first, so they have the same numbers everywhere. */
#include "fuzz/declare.h"

#define OP(name, arguments, call) void fuzz_world_##name(const size_t *a);
#include "fuzz/world.inc"
#undef OP

const fuzz_op fuzz_ops[] = {
#define OP(name, arguments, call) {#name, arguments, call, fuzz_world_##name},
#include "fuzz/world.inc"
#undef OP
#define OP(name, arguments, call) {#name, arguments, call, op_##name},
#include FUZZ_OPS
#undef OP
};
const size_t fuzz_op_count = sizeof fuzz_ops / sizeof *fuzz_ops;
_Static_assert(sizeof fuzz_ops / sizeof *fuzz_ops <= FUZZ_MOST_OPS,
               "a byte of the input chooses one");
