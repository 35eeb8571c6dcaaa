// Every public call, with each of its operations failing in turn: the right status, the source as
// promised, nothing left behind, nothing readable at rest, and the next call works.
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <thread>
#include <tuple>
#include <vector>

#include "tests/fake_os/fake_os.h"
#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

const unsigned char kSecret[40] = "a secret of forty bytes, told to no one";
const Bytes kBytes(kSecret, kSecret + sizeof kSecret);

const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT,
                                  MEMCALL_ERR_SYSTEM};

class Faults : public World,
               public ::testing::TestWithParam<std::tuple<securememory_kind, memcall_status>> {
 protected:
  using Call = std::function<securememory_status()>;

  void SetUp() override { fake_os_reset(); }
  void TearDown() override { EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence(); }

  securememory_kind kind() const { return std::get<0>(GetParam()); }
  memcall_status error() const { return std::get<1>(GetParam()); }
  size_t Readable() const { return fake_os_find(kSecret, 16, false); }
  // At rest the guarded kind can be read, and the others cannot.
  size_t ReadableAtRest() const { return kind() == SECUREMEMORY_GUARDED ? 1 : 0; }

  void ExpectExplained(securememory_status status) {
    if (status == SECUREMEMORY_OK) return;
    EXPECT_EQ(static_cast<int>(status), static_cast<int>(memcall_last_error()->status));
    EXPECT_GT(strlen(memcall_last_error()->text), 10u);
  }

  // What a call may answer when an operation failed with error().
  bool MayAnswer(securememory_status status, const std::vector<securememory_status>& or_else) {
    if (status == SECUREMEMORY_OK || static_cast<int>(status) == static_cast<int>(error()))
      return true;
    for (securememory_status one : or_else)
      if (one == status) return true;
    return false;
  }

  securememory_status Meet(size_t nth, const Call& call) {
    fake_os_fail(nth, error());
    securememory_status status = call();
    happened_ = fake_os_fault_happened();
    fake_os_no_faults();
    return status;
  }

  // Tries a call that leaves nothing, in fresh worlds, with the n-th operation failing for every n
  // that is reached.
  void Leaving(const std::vector<securememory_status>& or_else, const Call& call) {
    size_t nth = 1;
    for (happened_ = true; happened_; nth++) {
      SCOPED_TRACE("operation " + std::to_string(nth));
      Open(kind(), nullptr, memguard_options_default());
      fake_os_usage before = fake_os_used();
      securememory_status status = Meet(nth, call);
      EXPECT_TRUE(MayAnswer(status, or_else)) << securememory_status_name(status);
      ExpectExplained(status);
      EXPECT_EQ(0u, fake_os_find(kSecret, 16, true));
      EXPECT_EQ(0u, Metrics().in_use);
      EXPECT_EQ(SECUREMEMORY_OK, call()) << "the next one works";
      Close();
      EXPECT_LE(fake_os_used().live, before.live);
      if (HasFailure()) return;
    }
    EXPECT_GT(nth, 3u) << "the faults must have hit something";
  }

  // The same for a call on a secret that exists. Afterwards it is as it was, or EXPIRED and wiped.
  void On(const std::function<securememory_status(securememory_secret*)>& call) {
    for (size_t nth = 1;; nth++) {
      SCOPED_TRACE("operation " + std::to_string(nth));
      Open(kind(), nullptr, memguard_options_default());
      securememory_secret* secret = Copy(kBytes);
      securememory_status status = Meet(nth, [&] { return call(secret); });
      EXPECT_TRUE(MayAnswer(status, {SECUREMEMORY_ERR_EXPIRED, SECUREMEMORY_ERR_RANDOM}))
          << securememory_status_name(status);
      ExpectExplained(status);
      ExpectRest(secret, status);
      securememory_secret_destroy(secret);
      EXPECT_EQ(0u, fake_os_find(kSecret, 16, true));
      EXPECT_EQ(0u, Metrics().in_use);
      Close();
      if (!happened_ || HasFailure()) return;
    }
  }

  void ExpectRest(securememory_secret* secret, securememory_status status) {
    bool lost = status == SECUREMEMORY_ERR_EXPIRED;
    EXPECT_EQ(lost ? SECUREMEMORY_ERR_EXPIRED : SECUREMEMORY_OK,
              securememory_secret_status(secret));
    EXPECT_EQ(lost ? 0 : ReadableAtRest(), Readable());
    EXPECT_EQ(lost ? Bytes() : kBytes, Content(secret));
    EXPECT_TRUE(!lost || fake_os_find(kSecret, 16, true) == 0) << "wiped";
    EXPECT_EQ(status == SECUREMEMORY_OK ? 0u : 1u, Metrics().failures);
  }

  bool happened_ = true;
};

// --- Constructors ------------------------------------------------------------------------------

TEST_P(Faults, NewFromKeepsItsSourceUntilItSucceeds) {
  Leaving({SECUREMEMORY_ERR_RANDOM}, [this] {
    unsigned char bytes[sizeof kSecret], zeros[sizeof kSecret] = {0};
    memcpy(bytes, kSecret, sizeof bytes);
    securememory_secret* secret = nullptr;
    securememory_status status =
        securememory_secret_new_from(factory_, bytes, sizeof bytes, &secret);
    EXPECT_EQ(0, memcmp(bytes, status == SECUREMEMORY_OK ? zeros : kSecret, sizeof bytes));
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    securememory_secret_destroy(secret);
    return status;
  });
}

TEST_P(Faults, NewRandom) {
  Leaving({SECUREMEMORY_ERR_RANDOM}, [this] {
    securememory_secret* secret = nullptr;
    securememory_status status = securememory_secret_new_random(factory_, 100, &secret);
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    securememory_secret_destroy(secret);
    return status;
  });
}

TEST_P(Faults, NewRead) {
  Leaving({SECUREMEMORY_ERR_RANDOM, SECUREMEMORY_ERR_IO}, [this] {
    unsigned char bytes[sizeof kSecret];
    memcpy(bytes, kSecret, sizeof bytes);
    securememory_secret* secret = nullptr;
    intptr_t descriptor = fake_os_source(bytes, sizeof bytes, 7);
    securememory_status status =
        securememory_secret_new_read(factory_, memguard_source_fd(descriptor), 100, &secret);
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    securememory_secret_destroy(secret);
    return status;
  });
}

// There is no terminal in the end: every way to it fails and leaves nothing.
TEST_P(Faults, NewPrompt) {
  for (size_t nth = 1;; nth++) {
    SCOPED_TRACE("operation " + std::to_string(nth));
    Open(kind(), nullptr, memguard_options_default());
    fake_os_usage before = fake_os_used();
    securememory_secret* secret = nullptr;
    fake_os_plan({nth, nullptr, error(), 5, true});
    securememory_status status = securememory_secret_new_prompt(factory_, "no one", 64, &secret);
    bool asked = fake_os_operations_named("host_prompt_begin") != 0;
    fake_os_no_faults();
    EXPECT_EQ(static_cast<securememory_status>(error()), status);
    EXPECT_EQ(nullptr, secret);
    ExpectExplained(status);
    EXPECT_EQ(1u, Metrics().failures);
    Close();
    EXPECT_LE(fake_os_used().live, before.live);
    if (asked || HasFailure()) return;
    ASSERT_LT(nth, 100u);
  }
}

// --- Inside ------------------------------------------------------------------------------------

TEST_P(Faults, WithBytes) {
  On([](securememory_secret* secret) {
    Bytes seen;
    securememory_status status = securememory_secret_with_bytes(secret, Keep, &seen);
    EXPECT_TRUE(seen == kBytes || (seen.empty() && status != SECUREMEMORY_OK));
    return status;
  });
}

TEST_P(Faults, NestedWithBytes) {
  On([](securememory_secret* secret) {
    return Inside(secret, [&](const unsigned char* bytes, size_t length) {
      EXPECT_EQ(kBytes, Content(secret)) << "who is inside needs nothing to nest";
      EXPECT_EQ(kBytes, Bytes(bytes, bytes + length));
      return 0;
    });
  });
}

TEST_P(Faults, BorrowAndReturn) {
  On([](securememory_secret* secret) {
    securememory_loan loan = {};
    securememory_status status = securememory_secret_borrow(secret, &loan);
    EXPECT_EQ(status == SECUREMEMORY_OK, loan.bytes != nullptr);
    EXPECT_EQ(status == SECUREMEMORY_OK, loan.secret != nullptr);
    return status == SECUREMEMORY_OK ? securememory_secret_return(&loan) : status;
  });
}

TEST_P(Faults, EqualAndEqualTo) {
  On([](securememory_secret* secret) {
    bool equal = false;
    securememory_status status = securememory_secret_equal(secret, kSecret, sizeof kSecret, &equal);
    EXPECT_EQ(status == SECUREMEMORY_OK, equal);
    return status;
  });
  On([](securememory_secret* secret) {
    bool equal = false;
    securememory_status status = securememory_secret_equal_to(secret, secret, &equal);
    EXPECT_EQ(status == SECUREMEMORY_OK, equal);
    return status;
  });
}

TEST_P(Faults, Reader) {
  On([](securememory_secret* secret) {
    securememory_reader* reader = nullptr;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_reader_new(secret, &reader));
    unsigned char bytes[10];
    size_t got = 99;
    securememory_status status = securememory_reader_read(reader, bytes, sizeof bytes, &got);
    EXPECT_EQ(status == SECUREMEMORY_OK ? sizeof bytes : 0u, got);
    fake_os_no_faults();
    if (status != SECUREMEMORY_ERR_EXPIRED) {
      memcall_error before = *memcall_last_error();
      EXPECT_EQ(SECUREMEMORY_OK, securememory_reader_read(reader, bytes, sizeof bytes, &got));
      EXPECT_EQ(0, memcmp(bytes, kSecret + (status == SECUREMEMORY_OK ? 10 : 0), 10))
          << "nothing is skipped";
      EXPECT_EQ(before.status, memcall_last_error()->status);
    }
    securememory_reader_destroy(reader);
    return status;
  });
}

TEST_P(Faults, Duplicate) {
  On([](securememory_secret* secret) {
    securememory_secret* twin = nullptr;
    securememory_status status = securememory_secret_duplicate(secret, &twin);
    EXPECT_EQ(status == SECUREMEMORY_OK, twin != nullptr);
    fake_os_no_faults();
    if (twin != nullptr) {
      EXPECT_EQ(kBytes, Content(twin));
    }
    securememory_secret_destroy(twin);
    return status;
  });
}

// --- The end -----------------------------------------------------------------------------------

TEST_P(Faults, CloseAndDestroyCannotFail) {
  for (bool close : {true, false}) {
    for (size_t nth = 1;; nth++) {
      SCOPED_TRACE("operation " + std::to_string(nth));
      Open(kind(), nullptr, memguard_options_default());
      securememory_secret *secret = Copy(kBytes), *other = Copy(Pattern(8));
      EXPECT_EQ(SECUREMEMORY_OK, Meet(nth, [&] {
                  if (close) return securememory_secret_close(secret, 0);
                  securememory_secret_destroy(secret);
                  return SECUREMEMORY_OK;
                }));
      EXPECT_EQ(0u, fake_os_find(kSecret, 16, true));
      EXPECT_EQ(1u, Metrics().in_use);
      if (close) {
        EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
        securememory_secret_destroy(secret);
      }
      securememory_secret_destroy(other);
      Close();
      if (!happened_ || HasFailure()) break;
    }
  }
}

TEST_P(Faults, CloseThatCannotWaitSaysSoAndTheLastOneOutWipes) {
  Open(kind());
  securememory_secret* secret = Copy(kBytes);
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char*, size_t) {
              std::thread([&] {
                fake_os_plan({1, "host_event_new", error(), 5, false});
                EXPECT_EQ(static_cast<securememory_status>(error()),
                          securememory_secret_close(secret, SECUREMEMORY_FOREVER));
                EXPECT_TRUE(fake_os_fault_happened());
                fake_os_no_faults();
              }).join();
              EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
              return 0;
            }));
  EXPECT_EQ(0u, fake_os_find(kSecret, 16, true));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0));
  securememory_secret_destroy(secret);
  Close();
}

// The system lets pages be opened and never hidden again: then the secret goes.
TEST_P(Faults, AccessThatCannotBeTakenBackEndsTheSecret) {
  if (kind() != SECUREMEMORY_PROTECTED) GTEST_SKIP() << "nothing to take back from the system";
  Open(kind());
  securememory_secret* secret = Copy(kBytes);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, Inside(secret, [&](const unsigned char*, size_t) {
              fake_os_plan({1, "protect", error(), 5, true});
              return 7;
            }));
  EXPECT_NE(nullptr, strstr(memcall_last_error()->text, "could not be taken back"));
  EXPECT_EQ(0u, fake_os_find(kSecret, 16, true)) << "wiped, although nothing can be protected";
  fake_os_no_faults();
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
  EXPECT_EQ(1u, Metrics().failures);
  securememory_secret_destroy(secret);
  Close();
}

INSTANTIATE_TEST_SUITE_P(ByKindAndError, Faults,
                         ::testing::Combine(::testing::ValuesIn(kKinds),
                                            ::testing::ValuesIn(kErrors)),
                         [](const auto& test) {
                           return NameOf(std::get<0>(test.param)) + "_" +
                                  memcall_status_name(std::get<1>(test.param));
                         });

}  // namespace
