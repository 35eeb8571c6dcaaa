// What a callback throws passes no frame of C, and arrives when the secret is at rest.
#include <atomic>
#include <stdexcept>
#include <thread>

#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::secret;

class CxxExceptions : public OfEveryKind {
 protected:
  uint64_t Opens() const { return factory_.metrics()->opens; }
};
FOR_EVERY_KIND(CxxExceptions);

// Looks while the stack is unwound, between the access and whoever catches. A secret that this
// thread is inside of cannot be closed: DEADLOCK.
struct AtUnwinding {
  const secret& looked_at;
  securememory_status& closes;
  AtUnwinding(const secret& of, securememory_status& out) : looked_at(of), closes(out) {}
  ~AtUnwinding() { closes = looked_at.close(0); }
};

[[noreturn]] void Throw(bytes) { throw std::runtime_error("out of here"); }

TEST_P(CxxExceptions, ArriveWhenTheSecretIsAtRest) {
  secret one = Make();
  securememory_status closes = SECUREMEMORY_ERR_SYSTEM;
  EXPECT_THROW(
      {
        AtUnwinding looks(one, closes);
        (void)one.with_bytes(Throw);
      },
      std::runtime_error);
  EXPECT_EQ(SECUREMEMORY_OK, closes);
}

TEST_P(CxxExceptions, AreTheOnesThatWereThrown) {
  struct Odd {
    const void* self;
    Odd() : self(this) {}
  };
  secret one = Make();
  try {
    (void)one.with_bytes([](bytes) { throw Odd(); });
    FAIL();
  } catch (const Odd& odd) {
    EXPECT_EQ(odd.self, &odd) << "no copy";
  }
  EXPECT_THROW((void)one.with_bytes([](bytes) -> int { throw 7; }), int);
  EXPECT_EQ(3, *one.with_bytes([](bytes) { return 3; })) << "it is as it was";
  EXPECT_EQ(3u, Opens());
  EXPECT_EQ(0u, factory_.metrics()->failures);
}

// --- Nested --------------------------------------------------------------------------------------

TEST_P(CxxExceptions, OfANestedAccessLeaveOneByOne) {
  secret one = Make();
  securememory_status inner = SECUREMEMORY_OK, outer = SECUREMEMORY_ERR_SYSTEM;
  EXPECT_THROW(
      {
        AtUnwinding looks(one, outer);
        (void)one.with_bytes([&](bytes) {
          AtUnwinding looks_too(one, inner);
          (void)one.with_bytes(Throw);
        });
      },
      std::runtime_error);
  EXPECT_EQ(SECUREMEMORY_ERR_DEADLOCK, inner) << "still inside, once";
  EXPECT_EQ(SECUREMEMORY_OK, outer);
  EXPECT_EQ(1u, Opens());
}

TEST_P(CxxExceptions, OfAnotherSecretInsideLeaveThatOneFirst) {
  secret one = Make(), other = Make(16);
  securememory_status inner = SECUREMEMORY_ERR_SYSTEM, outer = SECUREMEMORY_ERR_SYSTEM;
  EXPECT_THROW(
      {
        AtUnwinding looks(one, outer);
        (void)one.with_bytes([&](bytes) {
          AtUnwinding looks_too(other, inner);
          (void)other.with_bytes(Throw);
        });
      },
      std::runtime_error);
  EXPECT_EQ(SECUREMEMORY_OK, inner);
  EXPECT_EQ(SECUREMEMORY_OK, outer);
}

TEST_P(CxxExceptions, CaughtInsideAreOver) {
  secret one = Make();
  EXPECT_EQ(32u, *one.with_bytes([&](bytes plain) {
    EXPECT_THROW((void)one.with_bytes(Throw), std::runtime_error);
    return plain.size();
  }));
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
}

TEST_P(CxxExceptions, CanReplaceEachOther) {
  secret one = Make();
  EXPECT_THROW((void)one.with_bytes([&](bytes) {
    try {
      (void)one.with_bytes(Throw);
    } catch (const std::runtime_error&) {
      throw 1;
    }
  }),
               int);
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
}

TEST_P(CxxExceptions, WhileAnotherIsUnderWay) {
  secret one = Make();
  struct Uses {
    const secret& used;
    ~Uses() { EXPECT_THROW((void)used.with_bytes(Throw), std::runtime_error); }
  };
  EXPECT_THROW(
      {
        Uses uses = {one};
        throw 1;
      },
      int);
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
}

// --- Events inside -------------------------------------------------------------------------------

TEST_P(CxxExceptions, PassAPurge) {
  secret one = Make();
  EXPECT_THROW((void)one.with_bytes([&](bytes plain) {
    context_.purge();
    Throw(plain);
  }),
               std::runtime_error);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one.status());
}

TEST_P(CxxExceptions, AfterTheSecretWasDestroyedInsideLeaveNothing) {
  secret one = Make();
  EXPECT_THROW((void)one.with_bytes([&](bytes plain) {
    one = secret();
    Throw(plain);
  }),
               std::runtime_error);
  EXPECT_EQ(0u, Live());
}

TEST_P(CxxExceptions, EndALoan) {
  secret one = Make();
  EXPECT_THROW(
      {
        securememory::loan held = securememory::loan::take(one).value();
        Throw(held.data());
      },
      std::runtime_error);
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
}

TEST_P(CxxExceptions, OfManyThreadsAtOnce) {
  secret one = Make();
  std::atomic<int> caught = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++)
    threads.emplace_back([&] {
      for (int round = 0; round < 200; round++) try {
          (void)one.with_bytes(Throw);
        } catch (const std::runtime_error&) {
          caught++;
        }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(800, caught);
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
}

}  // namespace
