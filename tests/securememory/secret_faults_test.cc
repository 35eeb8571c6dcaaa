// Every public call, with each of its operations failing in turn: the right status, the source as
// promised, nothing left behind, and the next call works.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <vector>

#include "securememory/secret.h"
#include "tests/fake_os/fake_os.h"

namespace {

const unsigned char kSecret[40] = "a secret of forty bytes, told to no one";

struct World {
  memguard_context* context = nullptr;
  securememory_factory* factory = nullptr;
};

World Open() {
  World world;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &world.context));
  EXPECT_EQ(SECUREMEMORY_OK,
            securememory_factory_new(world.context, SECUREMEMORY_SEALED, nullptr, &world.factory));
  return world;
}

void Close(World* world) {
  EXPECT_EQ(SECUREMEMORY_OK, securememory_factory_destroy(world->factory));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(world->context));
}

int Ignore(const unsigned char*, size_t, void*) { return 0; }

bool IsIn(securememory_status status, const std::vector<memguard_status>& list) {
  for (memguard_status one : list) {
    if (static_cast<int>(one) == static_cast<int>(status)) return true;
  }
  return false;
}

// Tries `call` in fresh worlds with the n-th operation failing, for every n that is reached.
void WithEveryFault(memcall_status error, const std::vector<memguard_status>& or_else,
                    const std::function<securememory_status(World*)>& call) {
  size_t nth = 1;
  for (;; nth++) {
    World world = Open();
    fake_os_usage before = fake_os_used();
    fake_os_fail(nth, error);
    securememory_status status = call(&world);
    bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    if (status != SECUREMEMORY_OK) {
      EXPECT_TRUE(static_cast<int>(status) == static_cast<int>(error) || IsIn(status, or_else))
          << "operation " << nth << ": " << securememory_status_name(status);
      EXPECT_EQ(static_cast<int>(status), static_cast<int>(memcall_last_error()->status));
      EXPECT_GT(strlen(memcall_last_error()->text), 10u);
    }
    EXPECT_EQ(0u, fake_os_find(kSecret, 16, true)) << "operation " << nth << " left plaintext";
    EXPECT_EQ(SECUREMEMORY_OK, call(&world)) << "the call after operation " << nth << " failed";
    Close(&world);
    EXPECT_LE(fake_os_used().live, before.live);
    if (!happened) break;
  }
  EXPECT_GT(nth, 3u) << "the faults must have hit something";
}

const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED,
                                  MEMCALL_ERR_SYSTEM};
const std::vector<memguard_status> kRandom = {MEMGUARD_ERR_RANDOM};

class Faults : public ::testing::TestWithParam<memcall_status> {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override { EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence(); }
};

TEST_P(Faults, NewFromKeepsItsSourceUntilItSucceeds) {
  WithEveryFault(GetParam(), kRandom, [](World* world) {
    unsigned char bytes[sizeof kSecret], zeros[sizeof kSecret] = {0};
    memcpy(bytes, kSecret, sizeof bytes);
    securememory_secret* secret = nullptr;
    securememory_status status =
        securememory_secret_new_from(world->factory, bytes, sizeof bytes, &secret);
    EXPECT_EQ(0, memcmp(bytes, status == SECUREMEMORY_OK ? zeros : kSecret, sizeof bytes));
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    securememory_secret_destroy(secret);
    return status;
  });
}

TEST_P(Faults, NewRandom) {
  WithEveryFault(GetParam(), kRandom, [](World* world) {
    securememory_secret* secret = nullptr;
    securememory_status status = securememory_secret_new_random(world->factory, 100, &secret);
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    securememory_secret_destroy(secret);
    return status;
  });
}

TEST_P(Faults, NewRead) {
  WithEveryFault(GetParam(), {MEMGUARD_ERR_RANDOM, MEMGUARD_ERR_IO}, [](World* world) {
    unsigned char bytes[sizeof kSecret];
    memcpy(bytes, kSecret, sizeof bytes);
    securememory_secret* secret = nullptr;
    intptr_t descriptor = fake_os_source(bytes, sizeof bytes, 7);
    securememory_status status =
        securememory_secret_new_read(world->factory, memguard_source_fd(descriptor), 100, &secret);
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    securememory_secret_destroy(secret);
    return status;
  });
}

TEST_P(Faults, WithBytesLeavesTheSecretAtRest) {
  WithEveryFault(GetParam(), kRandom, [](World* world) {
    securememory_secret* secret = nullptr;
    securememory_status status =
        securememory_secret_new_copy(world->factory, kSecret, sizeof kSecret, &secret);
    if (status == SECUREMEMORY_OK) status = securememory_secret_with_bytes(secret, Ignore, nullptr);
    bool equal = false;
    if (status == SECUREMEMORY_OK)
      status = securememory_secret_equal(secret, kSecret, sizeof kSecret, &equal);
    EXPECT_EQ(status == SECUREMEMORY_OK, equal);
    securememory_secret_destroy(secret);
    return status;
  });
}

INSTANTIATE_TEST_SUITE_P(ByError, Faults, ::testing::ValuesIn(kErrors), [](const auto& test) {
  return std::string(memcall_status_name(test.param));
});

}  // namespace
