/* terminal_windows.c: terminals by Windows. Its C library takes care of the descriptors. */
#include <io.h>
#include <windows.h>

#include "tools/secmem/system/terminal.h"

bool system_is_terminal(FILE *file) { return _isatty(_fileno(file)) != 0; }

int system_columns(FILE *file) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  HANDLE console = (HANDLE)_get_osfhandle(_fileno(file));
  if (!GetConsoleScreenBufferInfo(console, &info)) return 0;
  return info.srWindow.Right - info.srWindow.Left + 1;
}

void system_take_standard_files(void) {}
