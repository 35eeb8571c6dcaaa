/* linux_core_pattern.c: reads the pattern. Anything that would leave a file behind that we cannot
   find again, or write over somebody's, is refused before a core file exists: it would hold the
   secret. */
#include "tools/secmem/attack/linux_core_pattern.h"

#include <stdio.h>
#include <string.h>

#include "tools/secmem/system/facts.h"

static bool refuse(char *why, size_t capacity, const char *text, const char *pattern) {
  snprintf(why, capacity, "core_pattern \"%s\" %s", pattern, text);
  return false;
}

static bool has_pid(const char *name) {
  for (const char *at = strchr(name, '%'); at != NULL && at[1] != '\0'; at = strchr(at + 2, '%'))
    if (at[1] == 'p') return true;
  return false;
}

static bool take_absolute(attack_core_place *out, bool uses_pid, char *why, size_t capacity) {
  const char *slash = strrchr(out->pattern, '/');
  size_t length = slash == out->pattern ? 1 : (size_t)(slash - out->pattern);
  snprintf(out->folder, sizeof out->folder, "%.*s", (int)length, out->pattern);
  snprintf(out->name, sizeof out->name, "%s", slash + 1);
  if (strchr(out->folder, '%') != NULL)
    return refuse(why, capacity, "names a folder that varies", out->pattern);
  if (has_pid(out->name)) return true;
  if (!uses_pid)
    return refuse(why, capacity, "may overwrite another program's core file", out->pattern);
  size_t end = strlen(out->name);
  snprintf(out->name + end, sizeof out->name - end, ".%%p");
  return true;
}

bool attack_core_place_of(const char *pattern, bool uses_pid, attack_core_place *out, char *why,
                          size_t capacity) {
  memset(out, 0, sizeof *out);
  snprintf(out->pattern, sizeof out->pattern, "%s", pattern);
  if (pattern[0] == '|')
    return refuse(why, capacity, "pipes to a program: no file to search", pattern);
  if (pattern[0] == '@')
    return refuse(why, capacity, "sends to a socket: no file to search", pattern);
  if (pattern[0] == '\0' && !uses_pid)
    return refuse(why, capacity, "is empty: no core file is written", pattern);
  if (strlen(pattern) > 120) return refuse(why, capacity, "is too long", "…");
  if (strchr(pattern, '/') == NULL) return true;
  if (pattern[0] != '/')
    return refuse(why, capacity, "names a folder below the program's own", pattern);
  return take_absolute(out, uses_pid, why, capacity);
}

bool attack_core_place_read(attack_core_place *out, char *why, size_t capacity) {
  char pattern[160] = "";
  system_line("/proc/sys/kernel/core_pattern", pattern, sizeof pattern);
  bool uses_pid = system_number("/proc/sys/kernel/core_uses_pid", 0) != 0;
  return attack_core_place_of(pattern, uses_pid, out, why, capacity);
}

/* %% is a percent sign, %p the number of the process, and any other specifier could be anything.
   What fnmatch would take for its own is escaped. */
void attack_core_place_glob(const attack_core_place *place, pid_t pid, char *glob,
                            size_t capacity) {
  size_t length = 0;
  glob[0] = '\0';
  for (const char *at = place->name; *at != '\0' && length + 24 < capacity; at++) {
    char *to = glob + length;
    if (*at != '%') {
      snprintf(to, 3, strchr("*?[]\\", *at) != NULL ? "\\%c" : "%c", *at);
    } else if (at[1] == 'p') {
      snprintf(to, 24, "%ld", (long)pid);
    } else if (at[1] != '\0') {
      snprintf(to, 2, at[1] == '%' ? "%%" : "*");
    }
    if (*at == '%' && at[1] != '\0') at++;
    length += strlen(to);
  }
}
