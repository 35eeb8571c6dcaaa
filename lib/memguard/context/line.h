/* line.h: one line for standard error, put together on the stack and written at once, without
   stdio: for crash handlers, and so that the lines of two threads do not mix. */
#ifndef MEMGUARD_CONTEXT_LINE_H
#define MEMGUARD_CONTEXT_LINE_H

#include <stddef.h>

#define MEMGUARD_LINE 256 /* what does not fit is cut off */

typedef struct memguard_line {
  size_t length;
  char text[MEMGUARD_LINE + 2]; /* the end of the line and the NUL always fit */
} memguard_line;

/* All: Signals: safe. */
void memguard_line_begin(memguard_line *line);
void memguard_line_add(memguard_line *line, const char *text);
void memguard_line_number(memguard_line *line, size_t number);
void memguard_line_write(memguard_line *line); /* and the end of the line */

#endif
