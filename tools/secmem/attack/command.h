/* command.h: `secmem attack`, on every system: where it is not known it says so. */
#ifndef TOOLS_SECMEM_ATTACK_COMMAND_H
#define TOOLS_SECMEM_ATTACK_COMMAND_H

#include <stdbool.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

enum {
  ATTACK_EXIT_KEPT = 0,
  ATTACK_EXIT_BROKEN_PROMISE = 1,
  ATTACK_EXIT_REFUSED = 2,
  ATTACK_EXIT_BROKEN_ATTACK = 3
};

typedef struct attack_request_line {
  const char *secret_file; /* as secret_get has it */
  bool json, html;         /* text when neither */
  bool peers;              /* other libraries too */
  bool quiet, no_color;
} attack_request_line;

/* Gets the secret, tries everything, reports to stdout. Returns the exit status. */
int attack_command(const attack_request_line *line);

/* The victim's side: what the executable runs as `<executable> attack-victim …`. Returns the exit
   status. */
int attack_victim_main(int argc, char **argv);

MEMCALL_END

#endif
