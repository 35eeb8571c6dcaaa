/* systems.h: the traits of the systems that memcall knows, for the fake system to wear. */
#ifndef TESTS_MEMCALL_SYSTEMS_H
#define TESTS_MEMCALL_SYSTEMS_H

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>

#include "lib/memcall/backend/backend.h"
#include "tests/fake_os/fake_os.h"

struct System {
  const char *name;
  uint32_t traits;
};

inline std::ostream &operator<<(std::ostream &out, const System &system) {
  return out << system.name;
}

inline constexpr System kSystems[] = {
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

/* A test that runs on each of them, with the privilege to lock. */
class OnEverySystem : public testing::TestWithParam<System> {
 protected:
  void SetUp() override { Start(); }
  void TearDown() override {
    EXPECT_EQ(0u, fake_os_used().live);
    EXPECT_EQ(0u, fake_os_used().mappings);
    EXPECT_EQ(0u, fake_os_used().locked_bytes);
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  static void Start() {
    fake_os_reset();
    fake_os_wear(GetParam().traits);
    fake_os_limits limits = fake_os_get_limits();
    limits.may_lock = true;
    fake_os_set_limits(limits);
  }

  static bool Wears(uint32_t trait) { return (GetParam().traits & trait) != 0; }
};

inline std::string SystemName(const testing::TestParamInfo<System> &info) {
  return info.param.name;
}

#define ON_EVERY_SYSTEM(suite) \
  INSTANTIATE_TEST_SUITE_P(Systems, suite, testing::ValuesIn(kSystems), SystemName)

#endif
