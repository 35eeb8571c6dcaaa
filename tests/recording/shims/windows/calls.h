/* calls.h: how a recorded call of this folder asks the script and says what came of it. */
#ifndef TESTS_RECORDING_SHIMS_WINDOWS_CALLS_H
#define TESTS_RECORDING_SHIMS_WINDOWS_CALLS_H

#include <windows.h>

#include "tests/recording/recorder.h"

/* The code with which the script wants this call to fail, or 0. */
DWORD recorded_refusal(const char *function);

/* Writes the call down, and " = ERROR_…" behind it when code is not 0; then that is the last error.
   Returns what such a call returns: TRUE or FALSE. */
BOOL recorded_finish(DWORD code, const char *format, ...) __attribute__((format(printf, 2, 3)));

size_t recorded_working_set(void); /* the minimum, in bytes */

#endif
