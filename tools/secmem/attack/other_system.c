/* other_system.c: on systems other than Linux nothing is attacked, and secmem says so. */
#include <stdio.h>

#include "tools/secmem/attack/attack.h"

bool attack_open(const attack_options *options, attack_session **out, char *why, size_t capacity) {
  (void)options;
  *out = NULL;
  snprintf(why, capacity, "attacks are known for Linux only");
  return false;
}

attack_cell attack_try(attack_session *session, attack_storage storage, attack_channel channel) {
  (void)session;
  return (attack_cell){.storage = storage, .channel = channel, .result = ATTACK_UNTESTED};
}

void attack_close(attack_session *session) { (void)session; }

int attack_victim_main(int argc, char **argv) {
  (void)argc;
  (void)argv;
  return 2;
}
