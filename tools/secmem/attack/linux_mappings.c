/* linux_mappings.c: each mapping is a line like that of maps, and then lines with labels. */
#include "tools/secmem/attack/linux_mappings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tools/secmem/attack/layout.h"

static bool take_head(const char *line, attack_mapping *out) {
  char access[5] = "", name[2] = "";
  *out = (attack_mapping){.start = 0};
  if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %*s %*s %*s %1s", &out->start, &out->end, access,
             name) < 3)
    return false;
  if (access[0] == 'r') out->has |= ATTACK_PAGE_READ;
  if (access[1] == 'w') out->has |= ATTACK_PAGE_WRITE;
  out->anonymous = name[0] == '\0';
  return true;
}

static void take_flags(const char *line, attack_mapping *out) {
  static const struct {
    const char *word;
    uint32_t bit;
  } kFlags[] = {{" lo", ATTACK_PAGE_LOCKED},
                {" dd", ATTACK_PAGE_NO_DUMP},
                {" mg", ATTACK_PAGE_MERGED},
                {" wf", ATTACK_PAGE_FORK_ZERO},
                {" dc", ATTACK_PAGE_FORK_ABSENT}};
  if (strncmp(line, "VmFlags:", 8) != 0) return;
  for (size_t i = 0; i < sizeof kFlags / sizeof *kFlags; i++)
    if (strstr(line, kFlags[i].word) != NULL) out->has |= kFlags[i].bit;
}

size_t attack_mappings_read(attack_mapping *out, size_t most) {
  char line[512];
  size_t count = 0;
  attack_mapping next;
  FILE *file = fopen("/proc/self/smaps", "re");
  if (file == NULL) return 0;
  while (fgets(line, sizeof line, file) != NULL) {
    if (take_head(line, &next)) {
      if (count == most) break;
      out[count++] = next;
    } else if (count != 0) {
      take_flags(line, &out[count - 1]);
    }
  }
  fclose(file);
  return count;
}
