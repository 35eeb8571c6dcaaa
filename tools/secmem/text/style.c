/* style.c: colours, padding, sizes for people. */
#include "tools/secmem/text/style.h"

#include <stdlib.h>
#include <string.h>

#include "memcall/memcall.h"
#include "tools/secmem/system/terminal.h"

static bool refused_by_environment(void) {
  const char *no = getenv("NO_COLOR"), *terminal = getenv("TERM");
  return (no != NULL && *no != '\0') || terminal == NULL || strcmp(terminal, "dumb") == 0;
}

text_style text_style_for(FILE *to, bool no_color) {
  bool colours = !no_color && system_is_terminal(to) && !refused_by_environment();
  int columns = system_columns(to);
  return (text_style){to, colours, columns >= TEXT_NARROWEST ? columns : TEXT_LINE};
}

void text_put(const text_style *style, text_colour colour, int width, const char *text) {
  static const char *const kCodes[] = {"",           "\033[1m",  "\033[2m",
                                       "\033[1;31m", "\033[32m", "\033[33m"};
  bool coloured = style->colours && colour != TEXT_PLAIN;
  if (coloured) fputs(kCodes[colour], style->to);
  fputs(text, style->to);
  if (coloured) fputs("\033[0m", style->to);
  for (int i = (int)strlen(text); i < width; i++) putc(' ', style->to);
}

static void in_unit(char *to, size_t capacity, size_t bytes, size_t unit, const char *name) {
  size_t tenths = bytes % unit * 10 / unit;
  if (tenths == 0) {
    snprintf(to, capacity, "%zu %s", bytes / unit, name);
  } else {
    snprintf(to, capacity, "%zu.%zu %s", bytes / unit, tenths, name);
  }
}

void text_size(char *to, size_t capacity, size_t bytes) {
  if (bytes == MEMCALL_UNLIMITED) {
    snprintf(to, capacity, "unlimited");
  } else if (bytes == MEMCALL_UNKNOWN) {
    snprintf(to, capacity, "unknown");
  } else if (bytes >= (size_t)1 << 30) {
    in_unit(to, capacity, bytes, (size_t)1 << 30, "GiB");
  } else if (bytes >= (size_t)1 << 20) {
    in_unit(to, capacity, bytes, (size_t)1 << 20, "MiB");
  } else if (bytes >= 1024) {
    in_unit(to, capacity, bytes, 1024, "KiB");
  } else {
    snprintf(to, capacity, "%zu bytes", bytes);
  }
}
