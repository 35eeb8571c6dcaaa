/* terminal_posix.c: terminals and descriptors, by POSIX and TIOCGWINSZ, which all of its systems
   have. */
#define _POSIX_C_SOURCE 200809L
#define _DARWIN_C_SOURCE

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "tools/secmem/system/terminal.h"

bool system_is_terminal(FILE *file) { return isatty(fileno(file)) != 0; }

int system_columns(FILE *file) {
  struct winsize size = {.ws_col = 0};
  return ioctl(fileno(file), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void system_take_standard_files(void) {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl(file, F_GETFD) < 0 &&
        open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY) != file)
      return; /* then nothing else can be opened either */
}
