/* posix/clear.h: the calls that clear. */
#ifndef TESTS_RECORDING_POSIX_CLEAR_H
#define TESTS_RECORDING_POSIX_CLEAR_H

#include <stddef.h>

#define explicit_bzero recorded_explicit_bzero
#define explicit_memset recorded_explicit_memset

void recorded_explicit_bzero(void *bytes, size_t size);
void *recorded_explicit_memset(void *bytes, int value, size_t size);

#endif
