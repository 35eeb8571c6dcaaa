/* prompt_windows.c: asking at the console, by Windows. It gives UTF-16, which becomes UTF-8 in the
   caller's memory: what was typed stands in no other. */
#define WIN32_LEAN_AND_MEAN 1

#include <stdatomic.h>
#include <string.h>
#include <windows.h>

#include "lib/memcall/host/host.h"

static struct {
  HANDLE in, out;
  DWORD before;
  _Atomic bool is_silent, interrupted;
} state;

static memcall_answer failed(const char *operation) {
  return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), operation};
}

/* --- Echo ------------------------------------------------------------------------------------ */

static void restore(void) {
  if (atomic_exchange(&state.is_silent, false)) (void)SetConsoleMode(state.in, state.before);
}

/* Runs in a thread of the system's. The handlers that follow, the default one that ends the process
   among them, see what they would have seen. */
static BOOL WINAPI notice(DWORD event) {
  (void)event;
  restore();
  atomic_store(&state.interrupted, true);
  return FALSE;
}

static memcall_answer silence(void) {
  if (!GetConsoleMode(state.in, &state.before)) return failed("GetConsoleMode");
  DWORD silent =
      (state.before | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT) & ~(DWORD)ENABLE_ECHO_INPUT;
  atomic_store(&state.is_silent, true);
  if (SetConsoleMode(state.in, silent)) return (memcall_answer){MEMCALL_OK, 0, "SetConsoleMode"};
  atomic_store(&state.is_silent, false);
  return failed("SetConsoleMode");
}

/* --- Beginning and ending -------------------------------------------------------------------- */

static HANDLE open_console(const wchar_t *name) {
  return CreateFileW(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                     OPEN_EXISTING, 0, NULL);
}

static void close_console(void) {
  if (state.in != INVALID_HANDLE_VALUE) (void)CloseHandle(state.in);
  if (state.out != INVALID_HANDLE_VALUE) (void)CloseHandle(state.out);
}

/* The question is the program's, and no secret. */
static void say(const char *text) {
  wchar_t wide[256];
  int length = MultiByteToWideChar(CP_UTF8, 0, text, -1, wide, 256);
  DWORD written = 0;
  if (length > 1) (void)WriteConsoleW(state.out, wide, (DWORD)length - 1, &written, NULL);
}

memcall_answer memcall_host_prompt_begin(const char *text) {
  atomic_store(&state.interrupted, false);
  state.in = open_console(L"CONIN$");
  state.out = open_console(L"CONOUT$");
  memcall_answer answer = {MEMCALL_ERR_UNSUPPORTED, GetLastError(), "CreateFile CONIN$"};
  if (state.in != INVALID_HANDLE_VALUE && state.out != INVALID_HANDLE_VALUE) answer = silence();
  if (answer.status != MEMCALL_OK) {
    close_console();
    return answer;
  }
  (void)SetConsoleCtrlHandler(notice, TRUE);
  say(text);
  return answer;
}

void memcall_host_prompt_end(void) {
  restore();
  (void)SetConsoleCtrlHandler(notice, FALSE);
  say("\r\n");
  close_console();
}

/* They were passed on when they came. */
bool memcall_host_prompt_pass_on(void) { return false; }

/* --- Reading --------------------------------------------------------------------------------- */

#define PER_UNIT 5 /* bytes of room: two of UTF-16, and at most three of UTF-8 */

size_t memcall_host_prompt_room(size_t line) { return (line + 3) * PER_UNIT; }

/* CR LF ends a line, and Ctrl-Z at its beginning all input. */
static memcall_host_typed judge(const wchar_t *typed, DWORD *units) {
  if (*units == 0) return MEMCALL_HOST_INTERRUPTED;
  if (typed[0] == 0x1a) return MEMCALL_HOST_NO_MORE;
  if (typed[*units - 1] != L'\n') return MEMCALL_HOST_TOO_LONG;
  (*units)--;
  if (*units != 0 && typed[*units - 1] == L'\r') (*units)--;
  return MEMCALL_HOST_LINE;
}

static size_t to_utf8(const wchar_t *units, DWORD count, void *bytes, size_t room) {
  if (count == 0) return 0;
  int length = WideCharToMultiByte(CP_UTF8, 0, units, (int)count, bytes, (int)room, NULL, NULL);
  return length > 0 ? (size_t)length : 0;
}

/* UTF-16 in the last part of the caller's memory, UTF-8 in the first. */
memcall_answer memcall_host_prompt_read(void *bytes, size_t size, size_t *got,
                                        memcall_host_typed *typed) {
  DWORD room = (DWORD)(size / PER_UNIT), units = 0;
  wchar_t *wide = (wchar_t *)(void *)((unsigned char *)bytes + (size / 2 - room) * 2);
  *got = 0;
  if (!ReadConsoleW(state.in, wide, room, &units, NULL)) {
    if (GetLastError() != ERROR_OPERATION_ABORTED) return failed("ReadConsole");
    units = 0;
  }
  *typed = atomic_load(&state.interrupted) ? MEMCALL_HOST_INTERRUPTED : judge(wide, &units);
  if (*typed == MEMCALL_HOST_LINE)
    *got = to_utf8(wide, units, bytes, (size_t)((unsigned char *)wide - (unsigned char *)bytes));
  return (memcall_answer){MEMCALL_OK, 0, "ReadConsole"};
}
