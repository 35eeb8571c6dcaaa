/* prelude.h: from here on the compiler is told that this is Windows. Every file of this folder's
 * targets starts with it. */
#include "tests/recording/posix/host.h"

#define _WIN32 1
