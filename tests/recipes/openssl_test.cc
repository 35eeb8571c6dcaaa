// An EVP_PKEY of OpenSSL's: in locked memory that no core file has with the recipe, anywhere without. OpenSSL takes an
// allocator only before its first allocation, so each test is a process.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/resource.h>

#include "memguard/heap.h"
#include "tests/memcall/linux.h"
#include "tests/recipes/openssl_memory.h"
#include "tests/recipes/places.h"

namespace recipes_test {
namespace {

enum { kSize = 32, kTail = 16 };

// The private number as OpenSSL keeps it: words, the lowest first.
Sought InMemory(const EVP_PKEY* key) {
  BIGNUM* number = nullptr;
  unsigned char bytes[kSize] = {};
  EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number);
  BN_bn2lebinpad(number, bytes, sizeof bytes);
  BN_clear_free(number);
  const Sought sought(bytes, sizeof bytes);
  OPENSSL_cleanse(bytes, sizeof bytes);
  return sought;
}

// Its end in DER: malloc(3) writes to the beginning of what is freed.
Sought InDer(const unsigned char* der) {
  const unsigned char* number = der + 7;  // SEQUENCE, INTEGER 1, OCTET STRING 32
  return Sought(number + kSize - kTail, kTail);
}

bool Signs(EVP_PKEY* key) {
  unsigned char signature[200];
  size_t length = sizeof signature;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool ok = EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key) == 1 &&
                  EVP_DigestSign(context, signature, &length,
                                 reinterpret_cast<const unsigned char*>("text"), 4) == 1;
  EVP_MD_CTX_free(context);
  return ok;
}

TEST(OpenSsl, KeysAreWhereNoCoreFileAndNoSwapHasThem) {
  const Death death = InAChild([] {
    CHECK_OR(1, openssl_use_memguard());
    EVP_PKEY* key = EVP_EC_gen("P-256");
    CHECK_OR(2, key != nullptr && Signs(key) && memguard_owns(openssl_memory(), key) == 1);
    const Sought number = InMemory(key);
    const Places held = Find(number);
    CHECK_OR(3, held.guarded > 0);
    CHECK_OR(4, held.elsewhere == 0);
    EVP_PKEY_free(key);
    CHECK_OR(5, Find(number).guarded + Find(number).elsewhere == 0);
    return 0;
  });
  EXPECT_EQ(0, death.code) << death.signal;
}

TEST(OpenSsl, WithoutTheRecipeTheyAreAnywhere) {
  const Death death = InAChild([] {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    CHECK_OR(1, key != nullptr && Signs(key));
    const Places held = Find(InMemory(key));
    CHECK_OR(2, held.guarded == 0);
    CHECK_OR(3, held.elsewhere > 0);
    return 0;
  });
  EXPECT_EQ(0, death.code) << death.signal;
}

// What a program frees without OPENSSL_clear_free, as most do. 0: nothing is left; 1: something is.
int LeftOfDer() {
  unsigned char* der = nullptr;
  EVP_PKEY* key = EVP_EC_gen("P-256");
  if (i2d_PrivateKey(key, &der) != 121) return 10;
  const Sought number = InDer(der);
  const Places held = Find(number);
  if (held.guarded + held.elsewhere == 0) return 11;
  OPENSSL_free(der);
  EVP_PKEY_free(key);
  const Places left = Find(number);
  return left.guarded + left.elsewhere != 0;
}

TEST(OpenSsl, WhatIsFreedIsWiped) {
  EXPECT_EQ(0, InAChild([] { return openssl_use_memguard() ? LeftOfDer() : 12; }).code);
  EXPECT_EQ(1, InAChild(LeftOfDer).code) << "without the recipe something is left";
}

TEST(OpenSsl, TakesTheRecipeFirstOrNotAtAll) {
  const Death death = InAChild([] {
    OPENSSL_free(OPENSSL_malloc(10));
    return openssl_use_memguard() ? 1 : 0;
  });
  EXPECT_EQ(0, death.code);
}

TEST(OpenSsl, ALockLimitRefusesNoKeyAndIsTold) {
  const Death death = InAChild([] {
    const rlimit none = {0, 0};
    CHECK_OR(77, setrlimit(RLIMIT_MEMLOCK, &none) == 0 && GiveUpPrivilege());
    CHECK_OR(1, openssl_use_memguard());
    EVP_PKEY* key = EVP_EC_gen("P-256");
    CHECK_OR(2, key != nullptr && Signs(key));
    memguard_stats stats = {};
    stats.struct_size = sizeof stats;
    CHECK_OR(3, memguard_context_stats(openssl_memory(), &stats) == MEMGUARD_OK);
    CHECK_OR(4, stats.locked_bytes == 0 && stats.unlocked_bytes > 0);
    return HasVmFlag(key, "dd") ? 0 : 5;
  });
  if (death.code == 77) GTEST_SKIP() << "the limit cannot be lowered here";
  EXPECT_EQ(0, death.code);
}

TEST(OpenSsl, AChildGoesOnWithAKey) {
  const Death death = InAChild([] {
    CHECK_OR(1, openssl_use_memguard());
    EVP_PKEY* key = EVP_EC_gen("P-256");
    const Death child = InAChild([key] { return Signs(key) ? 0 : 1; });
    CHECK_OR(2, child.code == 0);
    return Signs(key) ? 0 : 3;
  });
  EXPECT_EQ(0, death.code);
}

}  // namespace
}  // namespace recipes_test
