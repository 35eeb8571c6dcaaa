/* systems.h: a test that runs on each of the systems that memcall knows. */
#ifndef TESTS_MEMCALL_SYSTEMS_H
#define TESTS_MEMCALL_SYSTEMS_H

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>

#include "lib/memcall/backend/backend.h"
#include "tests/fake_os/fake_os.h"
#include "tests/fake_os/systems.h"

using System = fake_os_system;

inline std::ostream &operator<<(std::ostream &out, const System &system) {
  return out << system.name;
}

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

  static void Start() { fake_os_become(&GetParam()); }

  static bool Wears(uint32_t trait) { return (GetParam().traits & trait) != 0; }
};

inline std::string SystemName(const testing::TestParamInfo<System> &info) {
  return info.param.name;
}

#define ON_EVERY_SYSTEM(suite) \
  INSTANTIATE_TEST_SUITE_P(Systems, suite, testing::ValuesIn(fake_os_systems), SystemName)

#endif
