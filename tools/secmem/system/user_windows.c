/* user_windows.c: who runs this program on what, by Windows; and whether Wine plays it. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "tools/secmem/system/facts.h"

void system_user(char *to, size_t capacity) {
  char name[64] = "";
  DWORD room = sizeof name;
  if (!GetUserNameA(name, &room)) snprintf(name, sizeof name, "a user without a name");
  snprintf(to, capacity, "%s", name);
}

static FARPROC of_ntdll(const char *name) {
  HMODULE ntdll = GetModuleHandleA("ntdll.dll");
  return ntdll != NULL ? GetProcAddress(ntdll, name) : NULL;
}

/* GetVersionEx answers what the program's manifest says; this one what is true. */
static void version(char *to, size_t capacity) {
  typedef LONG(WINAPI * version_fn)(OSVERSIONINFOW *);
  version_fn ask = (version_fn)(void *)of_ntdll("RtlGetVersion");
  OSVERSIONINFOW info = {.dwOSVersionInfoSize = sizeof info};
  if (ask == NULL || ask(&info) != 0) info.dwBuildNumber = 0;
  snprintf(to, capacity, "Windows %lu.%lu.%lu", info.dwMajorVersion, info.dwMinorVersion,
           info.dwBuildNumber);
}

static const char *processor(void) {
  SYSTEM_INFO info;
  GetNativeSystemInfo(&info);
  if (info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_AMD64) return "x86_64";
  return info.wProcessorArchitecture == PROCESSOR_ARCHITECTURE_ARM64 ? "aarch64" : "other";
}

void system_kernel(char *to, size_t capacity) {
  typedef const char *(*wine_fn)(void);
  wine_fn wine = (wine_fn)(void *)of_ntdll("wine_get_version");
  char windows[64];
  version(windows, sizeof windows);
  snprintf(to, capacity, "%s %s%s%s", windows, processor(), wine != NULL ? ", played by Wine " : "",
           wine != NULL ? wine() : "");
}
