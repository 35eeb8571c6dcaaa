/* rights.c: a thread that is inside secrets which a protection key closes has that key open, from its first
   visit to its last: loans may end in any order. */
#include "lib/securememory/secret.h"

static _Thread_local struct {
  size_t visits;
  uint32_t before; /* memcall_keyed_open's, of the first */
} here;

static bool is_keyed(const securememory_secret *secret) {
  return secret->factory->kind->keyed && secret->held.context->keyed;
}

void securememory_rights_open(const securememory_secret *secret) {
  if (is_keyed(secret) && here.visits++ == 0) here.before = memcall_keyed_open();
}

/* In a child a loan of another thread may be given back, which this one did not open. */
void securememory_rights_close(const securememory_secret *secret) {
  if (is_keyed(secret) && here.visits != 0 && --here.visits == 0)
    memcall_keyed_restore(here.before);
}
