/* systems.h: the systems that memcall knows, for the fake one to be like. */
#ifndef TESTS_FAKE_OS_SYSTEMS_H
#define TESTS_FAKE_OS_SYSTEMS_H

#include <stddef.h>
#include <stdint.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef struct fake_os_system {
  const char *name;
  uint32_t traits; /* MEMCALL_TRAIT_… */
} fake_os_system;

enum { FAKE_OS_SYSTEMS = 6 };
extern const fake_os_system fake_os_systems[FAKE_OS_SYSTEMS];

/* Resets, and wears the system's traits, with the privilege to lock. */
void fake_os_become(const fake_os_system *system);

/* A cipher of the system's, until the next reset, for contexts that seal their first secret from now
   on. */
void fake_os_give_cipher(void);

MEMCALL_END

#endif
