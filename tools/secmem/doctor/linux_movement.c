/* linux_movement.c: mlock(2) keeps a page out of swap, not in its place. Where the kernel moves,
   merges or frees a page, the old frame keeps its content until somebody uses it again. */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "tools/secmem/doctor/linux_system.h"
#include "tools/secmem/system/facts.h"

/* The chosen word of "always [madvise] never". */
static void chosen(const char *path, char *to, size_t capacity) {
  char line[96];
  to[0] = '\0';
  if (!system_line(path, line, sizeof line)) return;
  const char *open = strchr(line, '['), *close = strchr(line, ']');
  if (open != NULL && close > open)
    snprintf(to, capacity, "%.*s", (int)(close - open - 1), open + 1);
}

static void look_at_thp(doctor_findings *to) {
  char mode[24];
  chosen("/sys/kernel/mm/transparent_hugepage/enabled", mode, sizeof mode);
  bool always = strcmp(mode, "always") == 0;
  doctor_add(
      to, always ? DOCTOR_NOTE : DOCTOR_OK, "THP",
      always ? "khugepaged moves even locked pages; the library's own are exempt (MADV_NOHUGEPAGE)"
             : "",
      always ? "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled" : "", "%s",
      mode[0] != '\0' ? mode : "not in this kernel");
}

static void look_at_ksm(doctor_findings *to) {
  bool on = system_number("/sys/kernel/mm/ksm/run", 0) == 1;
  doctor_add(
      to, on ? DOCTOR_NOTE : DOCTOR_OK, "KSM",
      on ? "timing tells what equal pages hold; the library's own are exempt (MADV_UNMERGEABLE)"
         : "",
      on ? "echo 2 > /sys/kernel/mm/ksm/run" : "", "%s", on ? "runs" : "off");
}

static void look_at_switch(doctor_findings *to, const char *name, const char *path,
                           const char *meaning, const char *fix) {
  long state = system_number(path, -1);
  bool on = state > 0;
  doctor_add(to, on ? DOCTOR_NOTE : DOCTOR_OK, name, on ? meaning : "", on ? fix : "", "%s",
             on           ? "on"
             : state == 0 ? "off"
                          : "not in this kernel");
}

static bool has_word(const char *line, const char *word) {
  size_t length = strlen(word);
  for (const char *at = line; (at = strstr(at, word)) != NULL; at += length)
    if ((at == line || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return true;
  return false;
}

/* Debian and its kin keep the kernel's configuration beside it. */
static bool built_in(const char *line) {
  struct utsname names;
  char path[120], text[160];
  bool found = false;
  if (uname(&names) != 0) return false;
  snprintf(path, sizeof path, "/boot/config-%s", names.release);
  FILE *file = fopen(path, "re");
  while (file != NULL && !found && fgets(text, sizeof text, file) != NULL)
    found = strncmp(text, line, strlen(line)) == 0;
  if (file != NULL) fclose(file);
  return found;
}

static void look_at_init_on_free(doctor_findings *to) {
  char line[2048];
  system_line("/proc/cmdline", line, sizeof line);
  bool asked = has_word(line, "init_on_free=1"), refused = has_word(line, "init_on_free=0");
  bool on = asked || (!refused && built_in("CONFIG_INIT_ON_FREE_DEFAULT_ON=y"));
  doctor_add(to, on ? DOCTOR_OK : DOCTOR_NOTE, "init_on_free",
             on ? "" : "freed pages keep their content until they are used again",
             on ? "" : "boot with init_on_free=1", "%s", on ? "on" : "off");
}

void doctor_look_at_movement(doctor_findings *to) {
  look_at_thp(to);
  look_at_ksm(to);
  look_at_switch(to, "compaction", "/proc/sys/vm/compact_unevictable_allowed",
                 "the kernel may move locked pages, and leave their content behind",
                 "sysctl -w vm.compact_unevictable_allowed=0");
  look_at_switch(to, "NUMA balancing", "/proc/sys/kernel/numa_balancing",
                 "the kernel moves pages between memory nodes, locked ones too",
                 "sysctl -w kernel.numa_balancing=0");
  look_at_init_on_free(to);
}
