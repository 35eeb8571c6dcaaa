/* prelude.h: from here on the compiler is told that this is macOS. Every file of this folder's
 * targets starts with it. */
#include "tests/recording/posix/host.h"

#define __APPLE__ 1
