// keys.h: what a program does with BoringSSL, on whatever heap.
#ifndef TESTS_BORINGSSL_HEAP_KEYS_H
#define TESTS_BORINGSSL_HEAP_KEYS_H

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ec_key.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>

#include <vector>

namespace boringssl_heap_test {

using Key = bssl::UniquePtr<EVP_PKEY>;
using Bytes = std::vector<unsigned char>;

// NULL where an allocation was refused on the way.
inline Key TryEcKey() {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  Key key(EVP_PKEY_new());
  bool made = ec && key && EC_KEY_generate_key(ec.get()) == 1 &&
              EVP_PKEY_set1_EC_KEY(key.get(), ec.get()) == 1;
  return made ? std::move(key) : nullptr;
}

inline Key NewEcKey() {
  Key key = TryEcKey();
  EXPECT_TRUE(key);
  return key;
}

inline Key NewRsaKey(int bits = 2048) {
  bssl::UniquePtr<RSA> rsa(RSA_new());
  bssl::UniquePtr<BIGNUM> exponent(BN_new());
  Key key(EVP_PKEY_new());
  EXPECT_TRUE(BN_set_word(exponent.get(), RSA_F4));
  EXPECT_TRUE(RSA_generate_key_ex(rsa.get(), bits, exponent.get(), nullptr));
  EXPECT_TRUE(EVP_PKEY_set1_RSA(key.get(), rsa.get()));
  return key;
}

inline Bytes Sign(EVP_PKEY* key) {
  bssl::ScopedEVP_MD_CTX context;
  Bytes signature(1024);
  size_t length = signature.size();
  EXPECT_TRUE(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key));
  EXPECT_TRUE(EVP_DigestSign(context.get(), signature.data(), &length,
                             reinterpret_cast<const uint8_t*>("text"), 4));
  signature.resize(length);
  return signature;
}

inline bool Verifies(EVP_PKEY* key, const Bytes& signature) {
  bssl::ScopedEVP_MD_CTX context;
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const uint8_t*>("text"), 4);
}

}  // namespace boringssl_heap_test

#endif
