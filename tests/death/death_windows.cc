// By exit codes.
#include "tests/death/death.h"

bool DiedOfFault(int status) { return static_cast<unsigned>(status) == 0xC0000005u; }

// What abort(3) of the C run-time ends with.
bool DiedOfAbort(int status) { return status == 3; }

void LetFaultsKill() {}
