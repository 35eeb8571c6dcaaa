/* log.c: one line for whoever wants to know what failed. It is made of names and fixed sentences,
   so no byte of a secret and no address can be in it. */
#include <stdio.h>

#include "lib/securememory/factory.h"

#define LINE 512

static const char *name_of(const memcall_error *error) {
  return securememory_status_name((securememory_status)error->status);
}

void securememory_log_error(const securememory_factory *factory) {
  char line[LINE];
  const memcall_error *error = memcall_last_error();
  if (factory->log == NULL) return;
  (void)snprintf(line, sizeof line, "%s: %s: %s", error->operation, name_of(error), error->text);
  factory->log(line, factory->log_user);
}
