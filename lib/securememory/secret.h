/* secret.h: a secret, and how one gets inside it. */
#ifndef SECUREMEMORY_LIB_SECRET_H
#define SECUREMEMORY_LIB_SECRET_H

#include "lib/memguard/context/lock.h"
#include "lib/securememory/factory.h"
#include "securememory/secret.h"

struct securememory_secret {
  securememory_factory *factory;
  securememory_held held;
  memguard_lock lock; /* readers, abandoned, held.open */
  uint32_t readers;   /* inside now */
  bool abandoned;     /* destroyed while somebody was inside: the last one out ends it */
};

/* Enters, calls back, leaves; the work of with_bytes, without its scrub. */
securememory_status securememory_access(securememory_secret *secret, memguard_bytes_fn callback,
                                        void *user, const char *function);

/* Frees a secret that nobody is inside. */
void securememory_secret_end(securememory_secret *secret);

#endif
