// The same on every system.
#include "tests/death/death.h"

#include <cstdio>

const char kReached[] = "as far as the fault";

void AboutToFault() {
  LetFaultsKill();
  fputs(kReached, stderr);
  fflush(stderr);  // Windows buffers it where it is a file
}
