/* html.h: text that stands in a page, whatever it is. */
#ifndef TOOLS_SECMEM_TEXT_HTML_H
#define TOOLS_SECMEM_TEXT_HTML_H

#include <stdio.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* Writes text so that it means itself in an element and in a quoted attribute, in HTML and in XML:
   what could be markup becomes a reference, what no document may hold (bytes that are no UTF-8,
   control characters) becomes U+FFFD. */
void html_text(FILE *to, const char *text);

MEMCALL_END

#endif
