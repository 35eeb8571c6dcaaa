/* user_posix.c: who runs this program on what, by POSIX. */
#define _POSIX_C_SOURCE 200809L

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "tools/secmem/system/facts.h"

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
