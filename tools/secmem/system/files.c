/* files.c: reads the small files; which files there are is the caller's knowledge. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/secmem/system/facts.h"

bool system_line(const char *path, char *to, size_t capacity) {
  to[0] = '\0';
  FILE *file = fopen(path, "r");
  if (file == NULL) return false;
  if (fgets(to, (int)capacity, file) == NULL) to[0] = '\0';
  fclose(file);
  to[strcspn(to, "\n")] = '\0';
  return to[0] != '\0';
}

long system_number(const char *path, long otherwise) {
  char line[64], *end = NULL;
  if (!system_line(path, line, sizeof line)) return otherwise;
  long number = strtol(line, &end, 10);
  return end != line ? number : otherwise;
}

static bool copy_value(const char *line, const char *label, char *to, size_t capacity) {
  size_t length = strlen(label);
  if (strncmp(line, label, length) != 0 || line[length] != ':') return false;
  const char *value = line + length + 1 + strspn(line + length + 1, " \t");
  snprintf(to, capacity, "%.*s", (int)strcspn(value, "\n"), value);
  return true;
}

bool system_field(const char *path, const char *label, char *to, size_t capacity) {
  char line[256];
  bool found = false;
  to[0] = '\0';
  FILE *file = fopen(path, "r");
  if (file == NULL) return false;
  while (!found && fgets(line, sizeof line, file) != NULL)
    found = copy_value(line, label, to, capacity);
  fclose(file);
  return found;
}
