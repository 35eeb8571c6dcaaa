/* wrap.c: text in lines that fit an ordinary terminal. */
#include <string.h>

#include "tools/secmem/text/style.h"

/* How much of the text goes on one line: up to the last blank that fits, or all of a word that is
   too long for any. */
static size_t line_length(const char *text, size_t width) {
  size_t length = strcspn(text, "\n"), fits = 0;
  if (length <= width) return length;
  for (size_t at = 0; at <= width; at++)
    if (text[at] == ' ') fits = at;
  return fits != 0 ? fits : strcspn(text, " \n");
}

static void wrap(const text_style *style, text_colour colour, int indent, const char *text) {
  char line[TEXT_WIDEST + 1];
  int columns = style->columns < TEXT_WIDEST ? style->columns : TEXT_WIDEST;
  while (*text != '\0') {
    size_t length = line_length(text, (size_t)(columns - indent));
    for (size_t put = 0; put < length; put += sizeof line - 1) {
      snprintf(line, sizeof line, "%.*s", (int)(length - put), text + put);
      text_put(style, colour, 0, line);
    }
    putc('\n', style->to);
    text += length + strspn(text + length, " \n");
    if (*text != '\0') text_put(style, TEXT_PLAIN, indent, "");
  }
}

void text_wrap(const text_style *style, int indent, const char *text) {
  wrap(style, TEXT_PLAIN, indent, text);
}

void text_title(const text_style *style, const char *text) { wrap(style, TEXT_BOLD, 0, text); }
