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

void text_wrap(const text_style *style, int indent, const char *text) {
  int columns = style->columns < TEXT_WIDEST ? style->columns : TEXT_WIDEST;
  while (*text != '\0') {
    size_t length = line_length(text, (size_t)(columns - indent));
    fprintf(style->to, "%.*s\n", (int)length, text);
    text += length + strspn(text + length, " \n");
    if (*text != '\0') text_put(style, TEXT_PLAIN, indent, "");
  }
}
