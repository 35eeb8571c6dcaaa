/* linux_swap.c: where unlocked memory may be written to: proc(5) /proc/swaps, and the hibernation
   image. */
#include <stdio.h>
#include <string.h>

#include "tools/secmem/doctor/linux_system.h"
#include "tools/secmem/system/facts.h"

/* dm-crypt names its devices so: a swap file, or a device of another kind, counts as plain. */
static bool encrypted(const char *device) {
  char path[160], id[64];
  const char *name = strrchr(device, '/');
  snprintf(path, sizeof path, "/sys/block/%s/dm/uuid", name != NULL ? name + 1 : device);
  return system_line(path, id, sizeof id) && strncmp(id, "CRYPT-", 6) == 0;
}

static bool in_memory(const char *device) { return strncmp(device, "/dev/zram", 9) == 0; }

static void judge_device(doctor_findings *to, const char *device) {
  if (in_memory(device)) {
    doctor_add(to, DOCTOR_OK, "swap", "compressed memory; it does not outlive the machine", "",
               "%s", device);
  } else if (encrypted(device)) {
    doctor_add(to, DOCTOR_OK, "swap", "encrypted", "", "%s", device);
  } else {
    doctor_add(to, DOCTOR_NOTE, "swap",
               "memory that is not locked may be written there in the clear",
               "swapoff -a, or swap on dm-crypt with a random key (crypttab(5): "
               "swap,cipher=aes-xts-plain64)",
               "%s", device);
  }
}

static void look_at_devices(doctor_findings *to) {
  char line[256], device[128];
  size_t devices = 0;
  FILE *file = fopen("/proc/swaps", "re");
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "%127s", device) != 1 || device[0] != '/') continue; /* the heading */
    judge_device(to, device);
    devices++;
  }
  if (file != NULL) fclose(file);
  if (devices == 0) doctor_add(to, DOCTOR_OK, "swap", "", "", "none");
}

static void look_at_hibernation(doctor_findings *to) {
  char modes[80];
  bool can =
      system_line("/sys/power/disk", modes, sizeof modes) && strstr(modes, "[disabled]") == NULL;
  if (can) {
    doctor_add(to, DOCTOR_NOTE, "hibernation", "its image holds all memory, locked pages too",
               "boot with nohibernate, or hibernate to encrypted swap only", "possible");
  } else {
    doctor_add(to, DOCTOR_OK, "hibernation", "", "", "not possible");
  }
}

void doctor_look_at_swap(doctor_findings *to) {
  look_at_devices(to);
  look_at_hibernation(to);
}
