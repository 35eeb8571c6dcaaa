/* proc_field.h: one value out of a text file of /proc or /sys.

   No stdio: it allocates, and would leave what it read in a heap that is nobody's to wipe. */
#ifndef MEMCALL_BACKEND_PARTS_PROC_FIELD_H
#define MEMCALL_BACKEND_PARTS_PROC_FIELD_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The line being read: its beginning is all that matters. */
typedef struct memcall_part_line {
  char text[64];
  size_t length;
} memcall_part_line;

/* Takes one character; true when it ended a line that starts with `field`. */
static inline bool memcall_part_line_take(memcall_part_line *line, char character,
                                          const char *field) {
  if (character != '\n') {
    if (line->length < sizeof line->text - 1) {
      line->text[line->length++] = character;
    }
    return false;
  }
  line->text[line->length] = '\0';
  line->length = 0;
  return strncmp(line->text, field, strlen(field)) == 0;
}

/* Reads on to the end of the line that starts with `field`. Lines of any length are passed over: the
   groups of a process come before its locked memory. */
static inline bool memcall_part_find_line(int descriptor, const char *field,
                                          memcall_part_line *line) {
  char chunk[512];
  for (;;) {
    const ssize_t got = read(descriptor, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    for (ssize_t i = 0; i < got; i++) {
      if (memcall_part_line_take(line, chunk[i], field)) {
        return true;
      }
    }
    if (got <= 0) {
      return false;
    }
  }
}

/* The number behind `field` at the beginning of a line; field "" is the first line. False when the
   file or the line is not there. */
static inline bool memcall_part_proc_number(const char *path, const char *field, int base,
                                            uint64_t *out) {
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return false;
  }
  memcall_part_line line = {.length = 0};
  const bool found = memcall_part_find_line(descriptor, field, &line);
  (void)close(descriptor);
  if (found) {
    *out = strtoull(line.text + strlen(field), NULL, base);
  }
  return found;
}

#endif
