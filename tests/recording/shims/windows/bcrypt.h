/* bcrypt.h of Windows. */
#ifndef TESTS_RECORDING_SHIMS_WINDOWS_BCRYPT_H
#define TESTS_RECORDING_SHIMS_WINDOWS_BCRYPT_H

#include <windows.h>

#define BCRYPT_USE_SYSTEM_PREFERRED_RNG 0x00000002

NTSTATUS BCryptGenRandom(void *algorithm, unsigned char *bytes, ULONG size, ULONG flags);

#endif
