/* clock.c: the clock that is measured with is the real system's. */
#include "lib/memcall/host/clock_posix.c"
