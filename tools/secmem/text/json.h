/* json.h: valid JSON (RFC 8259), written as it is known. The writer sets the commas and escapes;
   the caller opens and closes in pairs. A key is NULL inside an array and for the outermost value.
 */
#ifndef TOOLS_SECMEM_TEXT_JSON_H
#define TOOLS_SECMEM_TEXT_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef struct json {
  FILE *to;
  unsigned depth;
  bool filled; /* the innermost object or array has a member already */
} json;

json json_to(FILE *to);
void json_open(json *out, const char *key, char bracket); /* '{' or '[' */
void json_close(json *out, char bracket); /* '}' or ']'; the outermost one ends the line */
void json_text(json *out, const char *key, const char *value);
void json_number(json *out, const char *key, uint64_t value);
void json_decimal(json *out, const char *key, double value); /* two places; finite */
void json_bool(json *out, const char *key, bool value);

MEMCALL_END

#endif
