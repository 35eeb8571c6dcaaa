// A forked child: what the parent sealed stays with the parent, and the child seals under a key of
// its own.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "tests/children/children.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;
using enclave_test::Secret;

#define CHECK_CHILD(condition) \
  if (!(condition)) return __LINE__ % 251 + 1

struct Policy {
  const char* name;
  memguard_policy fork;
  memguard_fork_action action;
};

class ForkTest : public EnclaveTest, public ::testing::WithParamInterface<Policy> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.fork = GetParam().fork;
    options.fork_action = GetParam().action;
    Open(options);
    enclave_ = Seal(Secret(40));
    enclave_key(context_, key_);
  }

  void TearDown() override {
    EXPECT_EQ(Secret(40), Content(enclave_)) << "the parent goes on";
    memguard_enclave_destroy(enclave_);
    EnclaveTest::TearDown();
  }

  memguard_enclave* enclave_ = nullptr;
  unsigned char key_[INSIDE_KEY];
};

TEST_P(ForkTest, TheParentsEnclavesAreForked) {
  EXPECT_EQ(0, children::ExitOf([&] {
              std::string bytes(50, 'x');
              size_t length = 99;
              memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
              CHECK_CHILD(memguard_enclave_status(enclave_) == MEMGUARD_ERR_FORKED);
              CHECK_CHILD(memguard_enclave_open_into(enclave_, &bytes[0], 50, &length) ==
                          MEMGUARD_ERR_FORKED);
              CHECK_CHILD(IsZero(bytes.data(), 50) && length == 0);
              CHECK_CHILD(memguard_enclave_open(enclave_, &buffer) == MEMGUARD_ERR_FORKED);
              CHECK_CHILD(buffer == nullptr);
              CHECK_CHILD(memguard_enclave_size(enclave_) == 40);
              memguard_enclave_destroy(enclave_);
              return 0;
            }));
}

TEST_P(ForkTest, TheChildSealsUnderAKeyOfItsOwn) {
  EXPECT_EQ(0, children::ExitOf([&] {
              unsigned char key[INSIDE_KEY];
              memguard_enclave* own = nullptr;
              if (memguard_enclave_new_copy(context_, "child", 5, &own) != MEMGUARD_OK) return 1;
              enclave_key(context_, key);
              CHECK_CHILD(memcmp(key, key_, INSIDE_KEY) != 0);
              CHECK_CHILD(Content(own) == "child");
              CHECK_CHILD(!enclave_opens_under(own, key_));
              CHECK_CHILD(memguard_enclave_status(enclave_) == MEMGUARD_ERR_FORKED);
              memguard_purge(context_);
              CHECK_CHILD(memguard_enclave_status(own) == MEMGUARD_ERR_EXPIRED);
              memguard_enclave_destroy(own);
              return 0;
            }));
}

// Looks without entering the library first: what was on the page must be gone at once, but where
// the options had it handed down. There it goes with the first call.
TEST_P(ForkTest, TheParentsPageIsEmptyOrGone) {
  size_t size = 0;
  const unsigned char* page = enclave_page(context_, &size);
  bool excluded = GetParam().action == MEMGUARD_FORK_EXCLUDE;
  bool inherited = GetParam().fork == MEMGUARD_OFF;
  EXPECT_EQ(0, children::ExitOf([&] {
              if (excluded) {
                unsigned char resident = 0;
                CHECK_CHILD(mincore(const_cast<unsigned char*>(page), size, &resident) != 0);
                return 0;
              }
              CHECK_CHILD(IsZero(page, size) != inherited);
              CHECK_CHILD(memguard_enclave_status(enclave_) == MEMGUARD_ERR_FORKED);
              CHECK_CHILD(IsZero(page, size));
              return 0;
            }));
}

TEST_P(ForkTest, GrandchildrenToo) {
  EXPECT_EQ(0, children::ExitOf([&] {
              memguard_enclave* own = nullptr;
              if (memguard_enclave_new_copy(context_, "child", 5, &own) != MEMGUARD_OK) return 1;
              CHECK_CHILD(children::ExitOf([&] {
                            if (memguard_enclave_status(own) != MEMGUARD_ERR_FORKED) return 1;
                            if (memguard_enclave_status(enclave_) != MEMGUARD_ERR_FORKED) return 2;
                            memguard_enclave* third = nullptr;
                            if (memguard_enclave_new_copy(context_, "third", 5, &third)) return 3;
                            return Content(third) == "third" ? 0 : 4;
                          }) == 0);
              CHECK_CHILD(Content(own) == "child");
              return 0;
            }));
}

// It is the first call there: the last enclave of a key that does not seal any more, and a page
// that a child of an EXCLUDE context does not have.
TEST_P(ForkTest, AChildMayDestroyTheLastEnclaveOfAnOldKey) {
  ASSERT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  EXPECT_EQ(0, children::ExitOf([&] {
              memguard_enclave_destroy(enclave_);
              memguard_enclave* own = Seal("child");
              return Content(own) == "child" ? 0 : 1;
            }));
}

TEST_P(ForkTest, AChildMayDestroyTheContext) {
  EXPECT_EQ(0, children::ExitOf([&] {
              memguard_enclave* own = nullptr;
              if (memguard_enclave_new_copy(context_, "child", 5, &own) != MEMGUARD_OK) return 1;
              memguard_enclave_destroy(own);
              memguard_enclave_destroy(enclave_);
              CHECK_CHILD(memguard_context_destroy(context_) == MEMGUARD_OK);
              return 0;
            }));
}

// --- A callback that forks ----------------------------------------------------------------------

int ForkAndGoOn(const unsigned char*, size_t, void* user) {
  *static_cast<pid_t*>(user) = fork();
  return 0;
}

TEST_P(ForkTest, ACallbackThatForksIsForkedInTheChild) {
  pid_t pid = -1;
  memguard_status status = memguard_enclave_with_bytes(enclave_, ForkAndGoOn, &pid);
  if (pid == 0) _exit(status == MEMGUARD_ERR_FORKED ? 0 : 1);
  EXPECT_EQ(MEMGUARD_OK, status);
  int end = 0;
  waitpid(pid, &end, 0);
  EXPECT_EQ(0, end);
}

// --- Threads of the parent that were inside -----------------------------------------------------

TEST_P(ForkTest, SlotsThatThreadsOfTheParentHeldAreFree) {
  void* slots[32];
  unsigned count = enclave_slots(context_);
  for (unsigned i = 0; i < count; i++) slots[i] = enclave_borrow(context_);
  EXPECT_EQ(0, children::ExitOf([&] {
              memguard_enclave* own = nullptr;
              if (memguard_enclave_new_copy(context_, "child", 5, &own) != MEMGUARD_OK) return 1;
              return Content(own) == "child" ? 0 : 2;
            }));
  for (unsigned i = 0; i < count; i++) enclave_return(context_, slots[i]);
}

INSTANTIATE_TEST_SUITE_P(
    All, ForkTest,
    ::testing::Values(Policy{"Wipe", MEMGUARD_DEFAULT, MEMGUARD_FORK_WIPE},
                      Policy{"Exclude", MEMGUARD_DEFAULT, MEMGUARD_FORK_EXCLUDE},
                      Policy{"Off", MEMGUARD_OFF, MEMGUARD_FORK_DEFAULT}),
    [](const ::testing::TestParamInfo<Policy>& policy) { return policy.param.name; });

}  // namespace
