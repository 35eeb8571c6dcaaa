/* dpapi.h of Windows. */
#ifndef TESTS_RECORDING_SHIMS_WINDOWS_DPAPI_H
#define TESTS_RECORDING_SHIMS_WINDOWS_DPAPI_H

#include <windows.h>

#define CRYPTPROTECTMEMORY_BLOCK_SIZE 16
#define CRYPTPROTECTMEMORY_SAME_PROCESS 0

BOOL CryptProtectMemory(void *bytes, DWORD size, DWORD flags);
BOOL CryptUnprotectMemory(void *bytes, DWORD size, DWORD flags);

#endif
