/* posix/calls.h: how a recorded call asks the script and says what came of it. For the files that
   define calls. */
#ifndef TESTS_RECORDING_POSIX_CALLS_H
#define TESTS_RECORDING_POSIX_CALLS_H

#include "tests/recording/recorder.h"

/* The code with which the script wants this call to fail, or 0. */
int recorded_refusal(const char *function);

/* Writes the call down, and " = ENOMEM" behind it when code is not 0; then errno is the code.
   Returns what such a call returns: 0 or -1. */
int recorded_finish(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The bounds of a stack that the caller stands on: 1 MiB below it is the lower one. */
void recorded_stack(void **low, size_t *size);

#endif
