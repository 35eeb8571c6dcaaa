// Secrets: made, entered, ended, and every way they say no.
#include "securememory/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

class Secret : public OfEveryKind {};
FOR_EVERY_KIND(Secret);

TEST_P(Secret, RoundTripsOfManySizes) {
  for (size_t size : {1u, 16u, 31u, 32u, 33u, 4096u, 5000u, 70000u}) {
    Bytes bytes = Pattern(size), seen;
    securememory_secret* secret = Copy(bytes);
    ASSERT_NE(nullptr, secret);
    EXPECT_EQ(size, securememory_secret_size(secret));
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_status(secret));
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret, Keep, &seen));
    EXPECT_EQ(bytes, seen);
    securememory_secret_destroy(secret);
  }
}

TEST_P(Secret, NewFromWipesItsSourceOnSuccessOnly) {
  Bytes bytes = Pattern(32);
  securememory_secret* secret = nullptr;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_secret_new_from(nullptr, bytes.data(), 32, &secret));
  EXPECT_EQ(Pattern(32), bytes);
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_new_from(factory_, bytes.data(), 32, &secret));
  EXPECT_EQ(Bytes(32, 0), bytes);
  bool equal = false;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret, Pattern(32).data(), 32, &equal));
  EXPECT_TRUE(equal);
  securememory_secret_destroy(secret);
}

TEST_P(Secret, RandomOnesDiffer) {
  securememory_secret *a = nullptr, *b = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_new_random(factory_, 32, &a));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_new_random(factory_, 32, &b));
  Bytes first, second;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(a, Keep, &first));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(b, Keep, &second));
  EXPECT_EQ(32u, first.size());
  EXPECT_NE(first, second);
  EXPECT_NE(Bytes(32, 0), first);
  securememory_secret_destroy(a);
  securememory_secret_destroy(b);
}

TEST_P(Secret, InvalidArguments) {
  Bytes bytes = Pattern(4);
  securememory_secret* secret = reinterpret_cast<securememory_secret*>(this);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_secret_new_copy(factory_, bytes.data(), 0, &secret));
  EXPECT_EQ(nullptr, secret);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_new_copy(factory_, nullptr, 4, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_secret_new_copy(factory_, bytes.data(), 4, nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_new_random(factory_, 0, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_new_from(factory_, nullptr, 4, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_with_bytes(nullptr, Keep, nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_status(nullptr));
  EXPECT_EQ(0u, securememory_secret_size(nullptr));
  securememory_secret_destroy(nullptr);
  secret = Copy(bytes);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_with_bytes(secret, nullptr, nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_equal(secret, bytes.data(), 4, nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_safeguards(secret, nullptr));
  securememory_secret_destroy(secret);
}

TEST_P(Secret, SizesThatCannotBeAreRefused) {
  Bytes bytes = Pattern(4);
  for (size_t size : {SIZE_MAX, SIZE_MAX - 15, SIZE_MAX - 4096}) {
    securememory_secret* secret = nullptr;
    EXPECT_NE(SECUREMEMORY_OK, securememory_secret_new_random(factory_, size, &secret));
    EXPECT_EQ(nullptr, secret);
  }
}

TEST_P(Secret, CallbackRefusalIsReportedAndTheSecretRests) {
  Bytes bytes = Pattern(32), seen;
  securememory_secret* secret = Copy(bytes);
  EXPECT_EQ(SECUREMEMORY_ERR_CALLBACK, securememory_secret_with_bytes(secret, Refuse, nullptr));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret, Keep, &seen));
  EXPECT_EQ(bytes, seen);
  securememory_secret_destroy(secret);
}

struct Nest {
  securememory_secret* secret;
  int depth;
  const unsigned char* place;
};

int Deeper(const unsigned char* bytes, size_t, void* user) {
  Nest* nest = static_cast<Nest*>(user);
  if (nest->place == nullptr) nest->place = bytes;
  EXPECT_EQ(nest->place, bytes) << "one plaintext, however many are inside";
  if (nest->depth-- == 0) return 0;
  return securememory_secret_with_bytes(nest->secret, Deeper, nest) == SECUREMEMORY_OK ? 0 : 1;
}

TEST_P(Secret, AccessNests) {
  securememory_secret* secret = Copy(Pattern(32));
  Nest nest = {secret, 5, nullptr};
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret, Deeper, &nest));
  securememory_secret_destroy(secret);
}

TEST_P(Secret, DestroyInsideWaitsForNobodyAndTheReaderFinishes) {
  securememory_secret* secret = Copy(Pattern(32));
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char* bytes, size_t length) {
              securememory_secret_destroy(secret);
              EXPECT_EQ(SECUREMEMORY_ERR_BUSY, securememory_factory_destroy(factory_));
              EXPECT_EQ(Pattern(32), Bytes(bytes, bytes + length));
              return 0;
            }));
}

TEST_P(Secret, PurgeEndsItAndTheHandleSaysSo) {
  Bytes seen;
  bool equal = true;
  securememory_secret* secret = Copy(Pattern(32));
  memguard_purge(context_);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_with_bytes(secret, Keep, &seen));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED,
            securememory_secret_equal(secret, Pattern(32).data(), 32, &equal));
  EXPECT_FALSE(equal);
  EXPECT_TRUE(seen.empty());
  securememory_secret_destroy(secret);
  secret = Copy(Pattern(32));  // the context goes on with a new key
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret, Keep, &seen));
  securememory_secret_destroy(secret);
}

// The reader inside goes on with the true bytes, not with zeros, and does not fault.
TEST_P(Secret, PurgeWhileInsideMakesTheResultVoid) {
  securememory_secret* secret = Copy(Pattern(32));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED,
            Inside(secret, [&](const unsigned char* bytes, size_t length) {
              memguard_purge(context_);
              EXPECT_EQ(Pattern(32), Bytes(bytes, bytes + length));
              EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
              EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED,
                        securememory_secret_with_bytes(secret, Ignore, nullptr));
              return 5;
            }));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
  securememory_secret_destroy(secret);
}

TEST_P(Secret, PurgeAllReachesEveryFactory) {
  securememory_secret* secret = Copy(Pattern(32));
  securememory_purge_all();
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
  securememory_secret_destroy(secret);
}

TEST_P(Secret, EqualTellsLengthsAndContentApart) {
  Bytes bytes = Pattern(32), other = bytes;
  other[31] ^= 1;
  securememory_secret* secret = Copy(bytes);
  bool equal = false;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret, bytes.data(), 32, &equal));
  EXPECT_TRUE(equal);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret, other.data(), 32, &equal));
  EXPECT_FALSE(equal);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret, bytes.data(), 31, &equal));
  EXPECT_FALSE(equal);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret, nullptr, 0, &equal));
  EXPECT_FALSE(equal);
  securememory_secret_destroy(secret);
}

TEST_P(Secret, SafeguardsAreWhatTheContextAskedFor) {
  securememory_secret* secret = Copy(Pattern(32));
  memguard_safeguards safeguards = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_safeguards(secret, &safeguards));
  EXPECT_EQ(
      MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE,
      safeguards.requested);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_safeguards(secret, &safeguards));
  EXPECT_EQ(0u, safeguards.requested);
  securememory_secret_destroy(secret);
}

TEST_P(Secret, EqualToComparesSecretsOfAnyKind) {
  securememory_secret* secret = Copy(Pattern(32));
  for (securememory_kind kind : kKinds) {
    World other;
    other.Open(kind);
    Bytes unlike = Pattern(32);
    unlike[0] ^= 1;
    securememory_secret *same = other.Copy(Pattern(32)), *different = other.Copy(unlike),
                        *shorter = other.Copy(Pattern(31));
    bool equal = false;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal_to(secret, same, &equal));
    EXPECT_TRUE(equal);
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal_to(secret, different, &equal));
    EXPECT_FALSE(equal);
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal_to(secret, shorter, &equal));
    EXPECT_FALSE(equal);
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal_to(secret, secret, &equal));
    EXPECT_TRUE(equal);
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(same, 0));
    EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_equal_to(secret, same, &equal));
    EXPECT_FALSE(equal);
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_equal_to(secret, nullptr, &equal));
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_equal_to(nullptr, secret, &equal));
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_equal_to(secret, secret, nullptr));
    for (securememory_secret* one : {same, different, shorter}) securememory_secret_destroy(one);
    other.Close();
  }
  securememory_secret_destroy(secret);
}

TEST_P(Secret, DuplicateLivesOnItsOwn) {
  securememory_secret *secret = Copy(Pattern(100)), *twin = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_duplicate(secret, &twin));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0));
  EXPECT_EQ(Pattern(100), Content(twin));
  securememory_secret* none = twin;
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_duplicate(secret, &none));
  EXPECT_EQ(nullptr, none);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_duplicate(nullptr, &none));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_duplicate(twin, nullptr));
  securememory_secret_destroy(secret);
  securememory_secret_destroy(twin);
}

// --- From a source ---------------------------------------------------------

struct Source {
  Bytes bytes;
  size_t step, at = 0;
  bool fails = false, lies = false;
};

memguard_status Read(void* user, void* bytes, size_t capacity, size_t* got) {
  Source* source = static_cast<Source*>(user);
  size_t left = source->bytes.size() - source->at, n = std::min({left, capacity, source->step});
  if (n != 0) memcpy(bytes, source->bytes.data() + source->at, n);
  source->at += n;
  *got = source->lies ? capacity + 1 : n;
  return source->fails && n == left ? MEMGUARD_ERR_IO : MEMGUARD_OK;
}

TEST_P(Secret, ReadsToTheEndOfASource) {
  for (size_t size : {1u, 4095u, 4096u, 4097u, 20000u}) {
    for (size_t step : {1000u, 4096u, 100000u}) {
      Source source = {Pattern(size), step};
      Bytes seen;
      securememory_secret* secret = nullptr;
      ASSERT_EQ(SECUREMEMORY_OK,
                securememory_secret_new_read(factory_, {Read, &source}, size, &secret))
          << memcall_last_error()->text;
      EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret, Keep, &seen));
      EXPECT_EQ(Pattern(size), seen);
      securememory_secret_destroy(secret);
    }
  }
}

TEST_P(Secret, SourcesThatDisappoint) {
  securememory_secret* secret = nullptr;
  Source longer = {Pattern(33), 7}, empty = {{}, 7}, failing = {Pattern(10), 3},
         lying = {Pattern(10), 3};
  failing.fails = lying.lies = true;
  EXPECT_EQ(SECUREMEMORY_ERR_TOO_SMALL,
            securememory_secret_new_read(factory_, {Read, &longer}, 32, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_END,
            securememory_secret_new_read(factory_, {Read, &empty}, 32, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_IO,
            securememory_secret_new_read(factory_, {Read, &failing}, 32, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_IO,
            securememory_secret_new_read(factory_, {Read, &lying}, 32, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_secret_new_read(factory_, {nullptr, nullptr}, 32, &secret));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_secret_new_read(factory_, {Read, &empty}, 0, &secret));
  EXPECT_EQ(nullptr, secret);
}

// --- Factories -----------------------------------------------------------------

TEST_P(Secret, FactoryIsBusyWhileSecretsLive) {
  securememory_secret* secret = Copy(Pattern(8));
  EXPECT_EQ(SECUREMEMORY_ERR_BUSY, securememory_factory_destroy(factory_));
  securememory_secret_destroy(secret);
}

TEST(Factory, RefusesWhatItDoesNotKnow) {
  securememory_factory* factory = nullptr;
  memguard_context* context = memguard_default_context();
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_factory_new(nullptr, SECUREMEMORY_SEALED, nullptr, &factory));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
            securememory_factory_new(context, SECUREMEMORY_SEALED, nullptr, nullptr));
  EXPECT_EQ(
      SECUREMEMORY_ERR_INVALID,
      securememory_factory_new(context, static_cast<securememory_kind>(9), nullptr, &factory));
  securememory_factory_options options = {sizeof options, 2, nullptr, nullptr};
  EXPECT_EQ(SECUREMEMORY_ERR_UNSUPPORTED,
            securememory_factory_new(context, SECUREMEMORY_SEALED, &options, &factory));
  for (size_t size : {sizeof options - 1, size_t{4097}, SIZE_MAX}) {
    options = {size, 0, nullptr, nullptr};
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID,
              securememory_factory_new(context, SECUREMEMORY_SEALED, &options, &factory));
  }
  EXPECT_EQ(nullptr, factory);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_factory_destroy(nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_factory_destroy(securememory_default_factory()));
}

// Numbers below CLOSED are memguard's, by name as well.
TEST(Status, EveryNumberHasItsName) {
  for (int number = 0; number <= SECUREMEMORY_ERR_CANCELLED; number++) {
    std::string name = securememory_status_name(static_cast<securememory_status>(number));
    std::string below = memguard_status_name(static_cast<memguard_status>(number));
    if (number < SECUREMEMORY_ERR_CLOSED) {
      EXPECT_EQ("SECURE" + below.replace(0, 8, "MEMORY"), name) << number;
    } else {
      EXPECT_EQ("MEMGUARD_ERR_?", below) << number;
      EXPECT_NE("SECUREMEMORY_ERR_?", name) << number;
    }
  }
  EXPECT_STREQ(
      "SECUREMEMORY_ERR_?",
      securememory_status_name(static_cast<securememory_status>(SECUREMEMORY_ERR_CANCELLED + 1)));
  EXPECT_STREQ(memcall_version(), securememory_version());
}

}  // namespace
