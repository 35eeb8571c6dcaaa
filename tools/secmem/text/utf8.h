/* utf8.h: text that may hold any byte: paths, kernel settings. */
#ifndef TOOLS_SECMEM_TEXT_UTF8_H
#define TOOLS_SECMEM_TEXT_UTF8_H

#include <stddef.h>

/* The length of the valid sequence of two or more bytes that starts here; 0: there is none
   (RFC 3629). Reads no further than the NUL that ends the text. */
size_t utf8_sequence(const unsigned char *at);

#endif
