/* other_system.c: on systems other than Linux nothing is attacked, and secmem says so before it asks
   for a secret. */
#include <stdio.h>

#include "tools/secmem/attack/command.h"

int attack_command(const attack_request_line *line) {
  (void)line;
  fputs(
      "secmem attack: attacks are known for Linux only; \"secmem doctor\" and \"secmem bench\" run "
      "here\n",
      stderr);
  return ATTACK_EXIT_REFUSED;
}

int attack_victim_main(int argc, char **argv) {
  (void)argc;
  (void)argv;
  return ATTACK_EXIT_REFUSED;
}
