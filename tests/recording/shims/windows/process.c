/* process.c: errors, the working set, privileges, randomness, encryption. */
#include <bcrypt.h>
#include <dpapi.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <windows.h>

#include "tests/recording/shims/windows/calls.h"

/* --- Codes ----------------------------------------------------------------------------------- */

const recorder_name recorded_codes[] = {{ERROR_ACCESS_DENIED, "ERROR_ACCESS_DENIED"},
                                        {ERROR_NOT_ENOUGH_MEMORY, "ERROR_NOT_ENOUGH_MEMORY"},
                                        {ERROR_OUTOFMEMORY, "ERROR_OUTOFMEMORY"},
                                        {ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER"},
                                        {ERROR_INSUFFICIENT_BUFFER, "ERROR_INSUFFICIENT_BUFFER"},
                                        {ERROR_NOT_LOCKED, "ERROR_NOT_LOCKED"},
                                        {ERROR_INVALID_ADDRESS, "ERROR_INVALID_ADDRESS"},
                                        {ERROR_NOACCESS, "ERROR_NOACCESS"},
                                        {ERROR_NOT_ALL_ASSIGNED, "ERROR_NOT_ALL_ASSIGNED"},
                                        {ERROR_PRIVILEGE_NOT_HELD, "ERROR_PRIVILEGE_NOT_HELD"},
                                        {ERROR_NO_SYSTEM_RESOURCES, "ERROR_NO_SYSTEM_RESOURCES"},
                                        {ERROR_WORKING_SET_QUOTA, "ERROR_WORKING_SET_QUOTA"},
                                        {ERROR_COMMITMENT_LIMIT, "ERROR_COMMITMENT_LIMIT"},
                                        {(int32_t)0xC0000001, "STATUS_UNSUCCESSFUL"},
                                        {0, NULL}};

static _Thread_local DWORD last_error;

DWORD GetLastError(void) { return last_error; }
void SetLastError(DWORD code) { last_error = code; }

DWORD recorded_refusal(const char *function) {
  int64_t code = 0;
  return recorder_refuses(function, &code) ? (DWORD)code : 0;
}

BOOL recorded_finish(DWORD code, const char *format, ...) {
  char call[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(call, sizeof call, format, arguments);
  va_end(arguments);
  if (code == 0) {
    recorder_line("%s", call);
    return TRUE;
  }
  recorder_line("%s = %s", call, recorder_value((int32_t)code, recorded_codes).text);
  last_error = code;
  return FALSE;
}

/* --- Sizes and threads; asked all the time, and not written down ----------------------------- */

void GetSystemInfo(SYSTEM_INFO *out) {
  *out = (SYSTEM_INFO){.dwPageSize = RECORDER_PAGE, .dwAllocationGranularity = 65536};
}

SIZE_T GetLargePageMinimum(void) { return (SIZE_T)2 << 20; }

NT_TIB *NtCurrentTeb(void) {
  static _Thread_local NT_TIB thread;
  unsigned char *here = __builtin_frame_address(0);
  thread = (NT_TIB){.StackBase = here + (1 << 20), .StackLimit = here - (1 << 16)};
  return &thread;
}

static void stack_limits(ULONG_PTR *low, ULONG_PTR *high) {
  *high = (ULONG_PTR)NtCurrentTeb()->StackBase;
  *low = *high - (2u << 20);
}

HANDLE GetCurrentProcess(void) { return (HANDLE)(intptr_t)-1; }

void AcquireSRWLockExclusive(SRWLOCK *lock) {
  while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE) != 0) (void)sched_yield();
}

void ReleaseSRWLockExclusive(SRWLOCK *lock) { __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE); }

/* --- The working set ------------------------------------------------------------------------- */

enum { FIRST_MINIMUM = 50 * 4096, FIRST_MAXIMUM = 345 * 4096 };
static size_t least = FIRST_MINIMUM, most = FIRST_MAXIMUM;

size_t recorded_working_set(void) { return least; }

BOOL GetProcessWorkingSetSizeEx(HANDLE process, SIZE_T *out_least, SIZE_T *out_most, DWORD *flags) {
  (void)process;
  *out_least = least;
  *out_most = most;
  *flags = 0xa;
  return recorded_finish(recorded_refusal("GetProcessWorkingSetSizeEx"),
                         "GetProcessWorkingSetSizeEx(self)");
}

BOOL SetProcessWorkingSetSizeEx(HANDLE process, SIZE_T new_least, SIZE_T new_most, DWORD flags) {
  (void)process;
  DWORD code = recorded_refusal("SetProcessWorkingSetSizeEx");
  if (code == 0 && new_least > new_most) code = ERROR_INVALID_PARAMETER;
  if (code == 0) {
    least = new_least;
    most = new_most;
  }
  return recorded_finish(code, "SetProcessWorkingSetSizeEx(self, %zu, %zu, 0x%x)", new_least,
                         new_most, flags);
}

/* --- Privileges ------------------------------------------------------------------------------ */

BOOL OpenProcessToken(HANDLE process, DWORD rights, HANDLE *token) {
  (void)process;
  *token = (HANDLE)(intptr_t)4711;
  return recorded_finish(recorded_refusal("OpenProcessToken"), "OpenProcessToken(self, 0x%x)",
                         rights);
}

BOOL LookupPrivilegeValueW(const wchar_t *system, const wchar_t *name, LUID *out) {
  (void)system;
  *out = (LUID){4, 0};
  return recorded_finish(recorded_refusal("LookupPrivilegeValueW"), "LookupPrivilegeValueW(%ls)",
                         name);
}

/* TRUE, and a last error, when the account lacks the right. */
BOOL AdjustTokenPrivileges(HANDLE token, BOOL none, TOKEN_PRIVILEGES *wanted, DWORD size,
                           TOKEN_PRIVILEGES *before, DWORD *before_size) {
  (void)token;
  (void)none;
  (void)size;
  (void)before_size;
  const DWORD code = recorded_refusal("AdjustTokenPrivileges");
  const DWORD attributes = wanted->Privileges[0].Attributes;
  if (before != NULL) *before = (TOKEN_PRIVILEGES){1, {{wanted->Privileges[0].Luid, 0}}};
  const BOOL adjusted = recorded_finish(code, "AdjustTokenPrivileges(token, 0x%x)", attributes);
  if (code == 0) last_error = 0;
  return adjusted || code == ERROR_NOT_ALL_ASSIGNED;
}

BOOL CloseHandle(HANDLE handle) {
  (void)handle;
  return recorded_finish(0, "CloseHandle(token)");
}

/* --- Bytes ----------------------------------------------------------------------------------- */

NTSTATUS BCryptGenRandom(void *algorithm, unsigned char *bytes, ULONG size, ULONG flags) {
  static uint64_t state = 1;
  (void)algorithm;
  const DWORD code = recorded_refusal("BCryptGenRandom");
  for (size_t i = 0; code == 0 && i < size; i++) {
    const uint64_t next = __atomic_add_fetch(&state, 1, __ATOMIC_RELAXED);
    bytes[i] = (unsigned char)((next * UINT64_C(0x9E3779B97F4A7C15)) >> 56);
  }
  (void)recorded_finish(code, "BCryptGenRandom(bytes, %u, %u)", size, flags);
  return (NTSTATUS)code;
}

static BOOL turn_over(const char *function, unsigned char *bytes, DWORD size, DWORD flags) {
  DWORD code = recorded_refusal(function);
  if (code == 0 && size % CRYPTPROTECTMEMORY_BLOCK_SIZE != 0) code = ERROR_INVALID_PARAMETER;
  for (size_t i = 0; code == 0 && i < size; i++) bytes[i] ^= 0x5a;
  return recorded_finish(code, "%s(bytes, %u, %u)", function, size, flags);
}

BOOL CryptProtectMemory(void *bytes, DWORD size, DWORD flags) {
  return turn_over("CryptProtectMemory", bytes, size, flags);
}

BOOL CryptUnprotectMemory(void *bytes, DWORD size, DWORD flags) {
  return turn_over("CryptUnprotectMemory", bytes, size, flags);
}

/* --- Crashes --------------------------------------------------------------------------------- */

static DWORD error_mode;

DWORD GetErrorMode(void) { return error_mode; }

DWORD SetErrorMode(DWORD mode) {
  const DWORD before = error_mode;
  recorder_line("SetErrorMode(%u)", mode);
  error_mode = mode;
  return before;
}

static HRESULT result_of(DWORD code) { return code == 0 ? S_OK : (HRESULT)(0x80070000u | code); }

static HRESULT wer_set_flags(DWORD flags) {
  const DWORD code = recorded_refusal("WerSetFlags");
  (void)recorded_finish(code, "WerSetFlags(%u)", flags);
  return result_of(code);
}

static HRESULT wer_get_flags(HANDLE process, DWORD *flags) {
  (void)process;
  *flags = 4;
  recorder_line("WerGetFlags(self)");
  return S_OK;
}

static HRESULT wer_exclude(const void *address, DWORD size) {
  const DWORD code = recorded_refusal("WerRegisterExcludedMemoryBlock");
  (void)recorded_finish(code, "WerRegisterExcludedMemoryBlock(%s, %u)",
                        recorder_address(address).text, size);
  return result_of(code);
}

static HRESULT wer_include(const void *address) {
  recorder_line("WerUnregisterExcludedMemoryBlock(%s)", recorder_address(address).text);
  return S_OK;
}

static BOOL set_policy(PROCESS_MITIGATION_POLICY policy, void *bytes, SIZE_T size) {
  (void)size;
  return recorded_finish(recorded_refusal("SetProcessMitigationPolicy"),
                         "SetProcessMitigationPolicy(%d, %u)", (int)policy, *(DWORD *)bytes);
}

/* --- Imports --------------------------------------------------------------------------------- */

HMODULE GetModuleHandleW(const wchar_t *name) { return (HMODULE)(uintptr_t)name; }

FARPROC GetProcAddress(HMODULE module, const char *name) {
  static const struct {
    const char *name;
    FARPROC call;
  } exports[] = {{"GetCurrentThreadStackLimits", (FARPROC)stack_limits},
                 {"SetProcessMitigationPolicy", (FARPROC)set_policy},
                 {"WerGetFlags", (FARPROC)wer_get_flags},
                 {"WerRegisterExcludedMemoryBlock", (FARPROC)wer_exclude},
                 {"WerSetFlags", (FARPROC)wer_set_flags},
                 {"WerUnregisterExcludedMemoryBlock", (FARPROC)wer_include}};
  (void)module;
  for (size_t i = 0; i < sizeof exports / sizeof exports[0]; i++)
    if (strcmp(exports[i].name, name) == 0) return exports[i].call;
  return NULL;
}

void recorded_system_reset(void) {
  least = FIRST_MINIMUM;
  most = FIRST_MAXIMUM;
  error_mode = 0;
}
