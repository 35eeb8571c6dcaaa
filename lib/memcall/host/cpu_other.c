/* cpu_other.c: CPUs without scalable vectors, and systems that have none or no call to ask. */
#include "lib/memcall/host/host.h"

bool memcall_host_has_scalable_vectors(void) { return false; }
