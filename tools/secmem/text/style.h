/* style.h: colour where it helps, never where it hurts. */
#ifndef TOOLS_SECMEM_TEXT_STYLE_H
#define TOOLS_SECMEM_TEXT_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef enum text_colour {
  TEXT_PLAIN,
  TEXT_BOLD,
  TEXT_DIM,
  TEXT_RED,
  TEXT_GREEN,
  TEXT_YELLOW
} text_colour;

/* Where nobody says how wide it is; and what no table or sentence fits in any more. */
enum { TEXT_LINE = 80, TEXT_NARROWEST = 40, TEXT_WIDEST = 100 };

typedef struct text_style {
  FILE *to;
  bool colours;
  int columns; /* of the terminal; TEXT_LINE for a file */
} text_style;

/* Colours only on a terminal that has them, and not when NO_COLOR is set to anything
   (https://no-color.org). */
text_style text_style_for(FILE *to, bool no_color);

/* Writes text and then blanks up to `width` columns, the blanks uncoloured. text is ASCII. */
void text_put(const text_style *style, text_colour colour, int width, const char *text);

/* Writes text in lines that fit, and that eyes can follow: at most TEXT_WIDEST columns. They are
   broken at blanks, the first one from `indent` on, where the cursor is, and the others below it. */
void text_wrap(const text_style *style, int indent, const char *text);
void text_title(const text_style *style, const char *text); /* the same in bold, from the left */

/* "32 bytes", "64 KiB", "8 MiB", "unlimited", "unknown"; one digit behind the point when the unit
   is not a whole one. */
void text_size(char *to, size_t capacity, size_t bytes);

MEMCALL_END

#endif
