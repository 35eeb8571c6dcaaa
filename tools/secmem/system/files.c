/* facts.c: reads the small files, with POSIX calls only; which files there are is the caller's
   knowledge. */
#include "tools/secmem/system/facts.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

bool system_line(const char *path, char *to, size_t capacity) {
  to[0] = '\0';
  FILE *file = fopen(path, "re");
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
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  while (!found && fgets(line, sizeof line, file) != NULL)
    found = copy_value(line, label, to, capacity);
  fclose(file);
  return found;
}

void system_user(char *to, size_t capacity) {
  uid_t uid = geteuid();
  const struct passwd *entry = getpwuid(uid);
  const char *name = entry != NULL ? entry->pw_name : "a user without a name";
  snprintf(to, capacity, "%s (uid %lu)%s", name, (unsigned long)uid,
           uid != 0 ? ", an ordinary user" : "");
}

void system_kernel(char *to, size_t capacity) {
  struct utsname names;
  if (uname(&names) < 0) memset(&names, 0, sizeof names);
  snprintf(to, capacity, "%s %s %s", names.sysname, names.release, names.machine);
}
