/* windows.h of Windows: types, numbers and calls that this library has to do with. Source of the
   numbers: mingw-w64's winnt.h, winbase.h and winerror.h. Calls have names that do not take the
   host's place. */
#ifndef TESTS_RECORDING_SHIMS_WINDOWS_WINDOWS_H
#define TESTS_RECORDING_SHIMS_WINDOWS_WINDOWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "tests/recording/shims/windows/numbers.h"

/* --- Types ----------------------------------------------------------------------------------- */

#define WINAPI
#define TRUE 1
#define FALSE 0
#define MAXDWORD UINT32_MAX
#define VOID void

typedef int BOOL;
typedef uint32_t DWORD, ULONG;
typedef int32_t LONG, HRESULT, NTSTATUS;
typedef size_t SIZE_T;
typedef uintptr_t ULONG_PTR;
typedef void *HANDLE, *PVOID;
typedef struct recorded_module *HMODULE;
typedef void (*FARPROC)(void);

#define S_OK ((HRESULT)0)
#define FACILITY_WIN32 7
#define HRESULT_FACILITY(result) (((uint32_t)(result) >> 16) & 0x1fff)
#define HRESULT_CODE(result) ((result) & 0xffff)

typedef struct SYSTEM_INFO {
  DWORD dwPageSize, dwAllocationGranularity;
} SYSTEM_INFO;

typedef struct MEMORY_BASIC_INFORMATION {
  PVOID BaseAddress;
  SIZE_T RegionSize;
  DWORD State;
} MEMORY_BASIC_INFORMATION;

typedef struct SRWLOCK {
  int held;
} SRWLOCK;
#define SRWLOCK_INIT {0}

typedef struct LUID {
  DWORD LowPart;
  LONG HighPart;
} LUID;
typedef struct LUID_AND_ATTRIBUTES {
  LUID Luid;
  DWORD Attributes;
} LUID_AND_ATTRIBUTES;
typedef struct TOKEN_PRIVILEGES {
  DWORD PrivilegeCount;
  LUID_AND_ATTRIBUTES Privileges[1];
} TOKEN_PRIVILEGES;

typedef struct NT_TIB {
  PVOID StackBase, StackLimit;
} NT_TIB;

typedef enum PROCESS_MITIGATION_POLICY {
  ProcessExtensionPointDisablePolicy = 6,
  ProcessImageLoadPolicy = 10
} PROCESS_MITIGATION_POLICY;
typedef union PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY {
  DWORD Flags;
  struct {
    DWORD DisableExtensionPoints : 1;
  };
} PROCESS_MITIGATION_EXTENSION_POINT_DISABLE_POLICY;
typedef union PROCESS_MITIGATION_IMAGE_LOAD_POLICY {
  DWORD Flags;
  struct {
    DWORD NoRemoteImages : 1;
  };
} PROCESS_MITIGATION_IMAGE_LOAD_POLICY;

/* --- Calls ----------------------------------------------------------------------------------- */

DWORD GetLastError(void);
void SetLastError(DWORD code);
void GetSystemInfo(SYSTEM_INFO *out);
SIZE_T GetLargePageMinimum(void);
void *VirtualAlloc(void *address, SIZE_T size, DWORD kind, DWORD protection);
BOOL VirtualFree(void *address, SIZE_T size, DWORD kind);
BOOL VirtualProtect(void *address, SIZE_T size, DWORD protection, DWORD *before);
BOOL VirtualLock(void *address, SIZE_T size);
BOOL VirtualUnlock(void *address, SIZE_T size);
SIZE_T VirtualQuery(const void *address, MEMORY_BASIC_INFORMATION *out, SIZE_T size);
void *SecureZeroMemory(void *bytes, SIZE_T size);

HANDLE GetCurrentProcess(void);
BOOL GetProcessWorkingSetSizeEx(HANDLE process, SIZE_T *least, SIZE_T *most, DWORD *flags);
BOOL SetProcessWorkingSetSizeEx(HANDLE process, SIZE_T least, SIZE_T most, DWORD flags);
void AcquireSRWLockExclusive(SRWLOCK *lock);
void ReleaseSRWLockExclusive(SRWLOCK *lock);
BOOL OpenProcessToken(HANDLE process, DWORD rights, HANDLE *token);
BOOL LookupPrivilegeValueW(const wchar_t *system, const wchar_t *name, LUID *out);
BOOL AdjustTokenPrivileges(HANDLE token, BOOL none, TOKEN_PRIVILEGES *wanted, DWORD size,
                           TOKEN_PRIVILEGES *before, DWORD *before_size);
BOOL CloseHandle(HANDLE handle);
DWORD GetErrorMode(void);
DWORD SetErrorMode(DWORD mode);
NT_TIB *NtCurrentTeb(void);
HMODULE GetModuleHandleW(const wchar_t *name);
FARPROC GetProcAddress(HMODULE module, const char *name);

#endif
