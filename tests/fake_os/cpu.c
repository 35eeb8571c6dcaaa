/* cpu.c: no CPU of the fake system has more than every CPU of its kind. */
#include "lib/memcall/host/cpu_other.c"
