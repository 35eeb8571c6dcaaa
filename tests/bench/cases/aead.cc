#include "tests/bench/cases/aead.h"

#include <openssl/aead.h>
#include <openssl/blake2.h>

#include "memguard/memguard.h"
#include "tests/bench/cases/parts.h"

namespace bench {
namespace {

const unsigned char kNonce[12] = {1};
const unsigned char kAad[32] = {2};

class Cipher {
 public:
  explicit Cipher(const unsigned char* key) {
    must(!EVP_AEAD_CTX_init(&context_, EVP_aead_chacha20_poly1305(), key, 32, 16, nullptr));
  }
  ~Cipher() { EVP_AEAD_CTX_cleanup(&context_); }
  const EVP_AEAD_CTX* get() const { return &context_; }

 private:
  EVP_AEAD_CTX context_;
};

}  // namespace

Aead::Aead(size_t size) : plain_(size, 3), sealed_(size + 16) {
  must(memcall_random(key_, sizeof key_));
  seal();
}

void Aead::seal() {
  size_t length = 0;
  const Cipher cipher(key_);
  must(!EVP_AEAD_CTX_seal(cipher.get(), sealed_.data(), &length, sealed_.size(), kNonce, 12,
                          plain_.data(), plain_.size(), kAad, sizeof kAad));
}

void Aead::open() {
  size_t length = 0;
  const Cipher cipher(key_);
  must(!EVP_AEAD_CTX_open(cipher.get(), plain_.data(), &length, plain_.size(), kNonce, 12,
                          sealed_.data(), sealed_.size(), kAad, sizeof kAad));
}

void Aead::wipe() { memcall_secure_clear(sealed_.data(), sealed_.size()); }

void Aead::view_key() {
  unsigned char message[54] = {0}, digest[BLAKE2B256_DIGEST_LENGTH];
  BLAKE2B256(message, sizeof message, digest);
  key_[0] ^= digest[0];
  key_[0] ^= digest[0];
}

}  // namespace bench
