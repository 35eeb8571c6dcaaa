/* line.c: see line.h. */
#include "lib/memguard/context/line.h"

#include "lib/memcall/host/host.h"

void memguard_line_begin(memguard_line *line) { line->length = 0; }

void memguard_line_add(memguard_line *line, const char *text) {
  while (*text != '\0' && line->length < MEMGUARD_LINE) line->text[line->length++] = *text++;
}

void memguard_line_number(memguard_line *line, size_t number) {
  char digits[24];
  size_t at = sizeof digits - 1;
  digits[at] = '\0';
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  memguard_line_add(line, digits + at);
}

void memguard_line_write(memguard_line *line) {
  line->text[line->length] = '\n';
  line->text[line->length + 1] = '\0';
  memcall_host_complain(line->text);
}
