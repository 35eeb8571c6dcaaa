/* declare.h: the operations of the target that includes it, from FUZZ_OPS, its .inc file. */
#include "fuzz/ops.h"

#define OP(name, arguments, call) void op_##name(const size_t *a);
#include FUZZ_OPS
#undef OP
