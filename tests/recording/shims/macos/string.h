/* string.h of macOS: the host's, and memset_s(3). */
#ifndef TESTS_RECORDING_SHIMS_MACOS_STRING_H
#define TESTS_RECORDING_SHIMS_MACOS_STRING_H

#include_next <string.h>

#define memset_s recorded_memset_s
int recorded_memset_s(void *bytes, size_t room, int value, size_t size);

#endif
