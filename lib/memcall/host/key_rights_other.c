/* key_rights_other.c: systems whose programs have no protection keys. */
#include "lib/memcall/host/host.h"

uint32_t memcall_host_key_rights(int key) {
  (void)key;
  return 0;
}

void memcall_host_set_key_rights(int key, uint32_t rights) {
  (void)key;
  (void)rights;
}
