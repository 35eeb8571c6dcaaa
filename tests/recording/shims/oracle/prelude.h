/* prelude.h: from here on the compiler is told that this is Oracle Solaris: illumos' shims stand
   behind these, and lack what only illumos has. */
#include "tests/recording/posix/host.h"

#define __sun 1
