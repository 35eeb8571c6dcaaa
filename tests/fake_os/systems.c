#include "tests/fake_os/systems.h"

#include "tests/fake_os/fake.h"

const fake_os_system fake_os_systems[FAKE_OS_SYSTEMS] = {
    {"Linux", MEMCALL_TRAIT_UNLOCK_BEFORE_FREE | MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING |
                  MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS | MEMCALL_TRAIT_HAS_FORK},
    {"OldLinux", MEMCALL_TRAIT_UNLOCK_BEFORE_FREE | MEMCALL_TRAIT_HAS_FORK},
    {"Mac", MEMCALL_TRAIT_LOCK_NESTS | MEMCALL_TRAIT_HAS_FORK},
    {"Windows", MEMCALL_TRAIT_NO_ACCESS_UNLOCKS | MEMCALL_TRAIT_RESERVE_THEN_COMMIT |
                    MEMCALL_TRAIT_UNLOCK_BEFORE_FREE},
    {"NetBsd", MEMCALL_TRAIT_LOCK_NESTS | MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING |
                   MEMCALL_TRAIT_PROTECT_PASSES_HOLES | MEMCALL_TRAIT_HAS_FORK},
    {"Solaris", MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE | MEMCALL_TRAIT_HAS_FORK},
};

void fake_os_become(const fake_os_system *system) {
  fake_os_reset();
  fake_os_wear(system->traits);
  fake_os_limits limits = fake_os_get_limits();
  limits.may_lock = true;
  fake_os_set_limits(limits);
}

void fake_os_give_cipher(void) {
  fake_os_take_away("os_encrypt", NULL);
  fake_os_take_away("os_decrypt", NULL);
  memcall_backend_set_probe("os_encrypt", 1);
}
