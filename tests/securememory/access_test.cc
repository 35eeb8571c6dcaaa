// Inside a secret: nesting, loans, and what each call answers from there.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

class Access : public OfEveryKind {};
FOR_EVERY_KIND(Access);

// --- Loans -------------------------------------------------------------------------------------

TEST_P(Access, ALoanIsTheSecretUntilItIsReturned) {
  securememory_secret* secret = Copy(Pattern(40));
  securememory_loan loan = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  EXPECT_EQ(secret, loan.secret);
  EXPECT_EQ(Pattern(40), Bytes(loan.bytes, loan.bytes + loan.length));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  EXPECT_EQ(nullptr, loan.bytes);
  EXPECT_EQ(0u, loan.length);
  EXPECT_EQ(nullptr, loan.secret);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan)) << "a zeroed one is ok";
  securememory_secret_destroy(secret);
}

TEST_P(Access, LoansNestWithEachOtherAndWithCallbacks) {
  securememory_secret* secret = Copy(Pattern(40));
  securememory_loan first = {}, second = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &first));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &second));
  EXPECT_EQ(first.bytes, second.bytes) << "one plaintext";
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&first));
  EXPECT_EQ(Pattern(40), Content(secret));
  EXPECT_EQ(Pattern(40), Bytes(second.bytes, second.bytes + second.length));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&second));
  EXPECT_EQ(3u, Metrics().opens + 2) << "it was opened once";
  securememory_secret_destroy(secret);
}

TEST_P(Access, ALoanEndsInTheThreadThatTookIt) {
  securememory_secret* secret = Copy(Pattern(40));
  securememory_loan loan = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  std::thread([&] {
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_return(&loan));
    EXPECT_EQ(secret, loan.secret) << "left for the thread that has it";
  }).join();
  EXPECT_EQ(SECUREMEMORY_ERR_DEADLOCK, securememory_secret_close(secret, 0));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  securememory_secret_destroy(secret);
}

TEST_P(Access, NobodyReturnsWhatIsNotOut) {
  securememory_secret* secret = Copy(Pattern(40));
  securememory_loan loan = {};
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_return(nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_borrow(nullptr, &loan));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_borrow(secret, nullptr));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  securememory_loan copy = loan;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_return(&copy));
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret,
                                    [&](const unsigned char*, size_t) {
                                      EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
                                                securememory_secret_return(&copy));
                                      return 0;
                                    }))
      << "a callback is no loan";
  EXPECT_EQ(Pattern(40), Content(secret));
  securememory_secret_destroy(secret);
}

TEST_P(Access, ALoanOutlivesTheHandle) {
  securememory_secret* secret = Copy(Pattern(40));
  securememory_loan loan = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  securememory_secret_destroy(secret);
  EXPECT_EQ(1u, Metrics().in_use);
  EXPECT_EQ(Pattern(40), Bytes(loan.bytes, loan.bytes + loan.length));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  EXPECT_EQ(0u, Metrics().in_use);
}

TEST_P(Access, APurgeMakesALoanVoidAndLeavesItsBytes) {
  securememory_secret* secret = Copy(Pattern(40));
  securememory_loan loan = {}, other = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  memguard_purge(context_);
  memguard_purge(context_);
  EXPECT_EQ(Pattern(40), Bytes(loan.bytes, loan.bytes + loan.length));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_borrow(secret, &other));
  EXPECT_EQ(nullptr, other.secret);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_return(&loan));
  EXPECT_EQ(nullptr, loan.bytes);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
  securememory_secret_destroy(secret);
}

// --- Close --------------------------------------------------------------------------------------

TEST_P(Access, CloseWipesAndTheHandleSaysSo) {
  securememory_secret *secret = Copy(Pattern(40)), *none = secret;
  Bytes seen;
  bool equal = true;
  securememory_loan loan = {};
  securememory_reader* reader = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_with_bytes(secret, Keep, &seen));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_borrow(secret, &loan));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_equal(secret, "x", 1, &equal));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_duplicate(secret, &none));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_reader_new(secret, &reader));
  EXPECT_EQ(40u, securememory_secret_size(secret));
  EXPECT_TRUE(seen.empty());
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0)) << "twice: ok";
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_close(nullptr, 0));
  memguard_purge(context_);
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
  securememory_secret_destroy(secret);
}

TEST_P(Access, CloseFromInsideIsADeadlockAndNothingHappens) {
  securememory_secret* secret = Copy(Pattern(40));
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char* bytes, size_t length) {
              for (uint32_t timeout : {0u, 1u, SECUREMEMORY_FOREVER})
                EXPECT_EQ(SECUREMEMORY_ERR_DEADLOCK, securememory_secret_close(secret, timeout));
              EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_status(secret));
              EXPECT_EQ(Pattern(40), Bytes(bytes, bytes + length));
              return 0;
            }));
  EXPECT_EQ(Pattern(40), Content(secret));
  securememory_secret_destroy(secret);
}

TEST_P(Access, CloseOfAnotherSecretFromInsideIsFine) {
  securememory_secret *secret = Copy(Pattern(40)), *other = Copy(Pattern(20));
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char*, size_t) {
              EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(other, SECUREMEMORY_FOREVER));
              return 0;
            }));
  securememory_secret_destroy(secret);
  securememory_secret_destroy(other);
}

// Runs `body` in another thread while this one is inside.
template <class F>
void MeanwhileElsewhere(securememory_secret* secret, F&& body) {
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char* bytes, size_t length) {
              std::thread(body).join();
              EXPECT_EQ(Pattern(length), Bytes(bytes, bytes + length));
              return 0;
            }));
}

TEST_P(Access, TimeoutLetsNobodyElseInAndTheLastOneOutWipes) {
  securememory_secret* secret = Copy(Pattern(40));
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char* bytes, size_t length) {
              std::thread([&] {
                EXPECT_EQ(SECUREMEMORY_ERR_TIMEOUT, securememory_secret_close(secret, 0));
                EXPECT_EQ(SECUREMEMORY_ERR_TIMEOUT, securememory_secret_close(secret, 5));
                EXPECT_EQ(SECUREMEMORY_ERR_CLOSED,
                          securememory_secret_with_bytes(secret, Ignore, nullptr));
              }).join();
              EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
              EXPECT_EQ(Pattern(40), Content(secret)) << "who is inside may nest";
              EXPECT_EQ(SECUREMEMORY_ERR_DEADLOCK, securememory_secret_close(secret, 0));
              EXPECT_EQ(Pattern(40), Bytes(bytes, bytes + length));
              EXPECT_EQ(1u, Metrics().in_use);
              return 0;
            }));
  EXPECT_EQ(0u, Metrics().in_use);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0));
  securememory_secret_destroy(secret);
}

TEST_P(Access, CloseWaitsForThoseInside) {
  securememory_secret* secret = Copy(Pattern(40));
  std::atomic<int> closed{0};
  std::vector<std::thread> closers;
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char* bytes, size_t length) {
              for (uint32_t timeout : {SECUREMEMORY_FOREVER, SECUREMEMORY_FOREVER, 600000u})
                closers.emplace_back([&closed, secret, timeout] {
                  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, timeout));
                  closed++;
                });
              while (securememory_secret_status(secret) != SECUREMEMORY_ERR_CLOSED)
                std::this_thread::yield();
              std::this_thread::sleep_for(std::chrono::milliseconds(20));
              EXPECT_EQ(0, closed);
              EXPECT_EQ(Pattern(40), Bytes(bytes, bytes + length));
              return 0;
            }));
  for (std::thread& closer : closers) closer.join();
  EXPECT_EQ(3, closed);
  EXPECT_EQ(0u, Metrics().in_use);
  securememory_secret_destroy(secret);
}

TEST_P(Access, DestroyWhileAnotherThreadWaitsInClose) {
  securememory_secret* secret = Copy(Pattern(40));
  std::thread closer;
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char*, size_t) {
              closer = std::thread([secret] {
                EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
              });
              while (securememory_secret_status(secret) != SECUREMEMORY_ERR_CLOSED)
                std::this_thread::yield();
              securememory_secret_destroy(secret);
              return 0;
            }));
  closer.join();
}

TEST_P(Access, ACallbackThatRefusesLeavesACloserNotStuck) {
  securememory_secret* secret = Copy(Pattern(40));
  std::thread closer;
  EXPECT_EQ(SECUREMEMORY_ERR_CALLBACK, Inside(secret, [&](const unsigned char*, size_t) {
              closer = std::thread([secret] {
                EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
              });
              return -1;
            }));
  closer.join();
  securememory_secret_destroy(secret);
}

TEST_P(Access, APurgeInTheMiddleLeavesNoCloserStuck) {
  securememory_secret* secret = Copy(Pattern(40));
  std::thread closer;
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, Inside(secret, [&](const unsigned char*, size_t) {
              closer = std::thread([secret] {
                EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
              });
              while (securememory_secret_status(secret) != SECUREMEMORY_ERR_CLOSED)
                std::this_thread::yield();
              memguard_purge(context_);
              return 0;
            }));
  closer.join();
  securememory_secret_destroy(secret);
}

TEST_P(Access, ThoseInsideCompareWhileItIsBeingClosedWhateverTheLength) {
  securememory_secret* secret = Copy(Pattern(40));
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char*, size_t) {
              std::thread([secret] {
                EXPECT_EQ(SECUREMEMORY_ERR_TIMEOUT, securememory_secret_close(secret, 0));
              }).join();
              for (size_t length : {39u, 40u}) {
                bool equal = length == 39;
                EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret, Pattern(length).data(),
                                                                     length, &equal));
                EXPECT_EQ(length == 40, equal);
              }
              return 0;
            }));
  securememory_secret_destroy(secret);
}

TEST_P(Access, StatusFromInsideAndFromElsewhere) {
  securememory_secret* secret = Copy(Pattern(40));
  MeanwhileElsewhere(secret, [&] {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_status(secret));
    EXPECT_EQ(Pattern(40), Content(secret));
  });
  securememory_secret_destroy(secret);
}

}  // namespace
