/* site.c: names of code are the real system's. */
#include "lib/memcall/host/site_posix.c"
