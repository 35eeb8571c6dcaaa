// The provider's known answers, through our own interface.
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>

#include "tests/memguard/enclave/crypto.h"

namespace {

std::string Unhex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct Vector {
  const char* source;
  int kind;
  std::string key, nonce, aad, plain, sealed;
};

const char kSunscreen[] =
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    "sunscreen would be it.";

std::string Zeros(size_t count) { return std::string(count, '\0'); }

const std::string kOctets =
    Unhex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
const std::string kAesKey =
    Unhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");

const Vector kVectors[] = {
    {"RFC 8439, 2.8.2", CRYPTO_CHACHA20, kOctets, Unhex("070000004041424344454647"),
     Unhex("50515253c0c1c2c3c4c5c6c7"), kSunscreen,
     Unhex(
         "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb6"
         "9da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675"
         "945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691")},
    {"draft-irtf-cfrg-xchacha-03, A.3.1", CRYPTO_XCHACHA20, kOctets,
     Unhex("404142434445464748494a4b4c4d4e4f5051525354555657"), Unhex("50515253c0c1c2c3c4c5c6c7"),
     kSunscreen,
     Unhex(
         "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82"
         "f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc36948"
         "8f76b2383565d3fff921f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49")},
    {"The Galois/Counter Mode of Operation, test case 13", CRYPTO_AES, Zeros(32), Zeros(12), "", "",
     Unhex("530f8afbc74536b9a963b4f1c4cb738b")},
    {"the same, test case 14", CRYPTO_AES, Zeros(32), Zeros(12), "", Zeros(16),
     Unhex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")},
    {"the same, test case 15", CRYPTO_AES, kAesKey, Unhex("cafebabefacedbaddecaf888"), "",
     Unhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2"
           "449a6b525b16aedf5aa0de657ba637b391aafd255"),
     Unhex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1"
           "056828838c5f61e6393ba7a0abcc9f662898015adb094dac5d93471bdec1a502270e3cc6c")},
    {"the same, test case 16", CRYPTO_AES, kAesKey, Unhex("cafebabefacedbaddecaf888"),
     Unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
     Unhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2"
           "449a6b525b16aedf5aa0de657ba637b39"),
     Unhex("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1"
           "056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b")},
};

TEST(Vectors, Seal) {
  for (const Vector& vector : kVectors) {
    crypto_cipher* cipher = crypto_new(vector.kind, Bytes(vector.key));
    std::string sealed(vector.sealed.size(), 'x');
    EXPECT_TRUE(crypto_seal(cipher, Bytes(vector.nonce), Bytes(vector.aad), vector.aad.size(),
                            Bytes(vector.plain), vector.plain.size(),
                            reinterpret_cast<unsigned char*>(&sealed[0])));
    EXPECT_EQ(vector.sealed, sealed) << vector.source;
    crypto_delete(cipher);
  }
}

TEST(Vectors, OpenAlsoWithErrorsPending) {
  for (const Vector& vector : kVectors)
    for (bool pending : {false, true}) {
      ERR_clear_error();
      if (pending) ERR_put_error(ERR_LIB_USER, 0, 7, "test", 1);
      crypto_cipher* cipher = crypto_new(vector.kind, Bytes(vector.key));
      std::string plain(vector.plain.size(), 'x');
      EXPECT_TRUE(crypto_open(cipher, Bytes(vector.nonce), Bytes(vector.aad), vector.aad.size(),
                              Bytes(vector.sealed), plain.size(),
                              reinterpret_cast<unsigned char*>(&plain[0])));
      EXPECT_EQ(vector.plain, plain) << vector.source;
      crypto_delete(cipher);
    }
  ERR_clear_error();
}

// GMAC where the CPU has AES: GCM's test case 13, which has nothing at all. Else Poly1305: RFC 8439,
// 2.5.2.
TEST(Vectors, Condense) {
  unsigned char out[16];
  const std::string message = "Cryptographic Forum Research Group";
  const std::string key = crypto_has_aes()
                              ? Zeros(32)
                              : Unhex(
                                    "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149"
                                    "f51b");
  EXPECT_TRUE(
      crypto_condense(Bytes(key), Bytes(message), crypto_has_aes() ? 0 : message.size(), out));
  EXPECT_EQ(Unhex(crypto_has_aes() ? "530f8afbc74536b9a963b4f1c4cb738b"
                                   : "a8061dc1305136c6c22b8baf0c0127a9"),
            std::string(reinterpret_cast<char*>(out), sizeof out));
}

// As many bytes as a pre-key has: the answers of OpenSSL's GMAC and POLY1305.
TEST(Vectors, CondenseAPreKey) {
  unsigned char out[16];
  std::string message(16384, '\0');
  for (size_t i = 0; i < message.size(); i++)
    message[i] = static_cast<char>((i * 7 + message.size()) % 251);
  EXPECT_TRUE(crypto_condense(Bytes(kOctets), message.data(), message.size(), out));
  EXPECT_EQ(Unhex(crypto_has_aes() ? "93be81cc9e68772dbe5bdea5cea0c659"
                                   : "48f92e4e2a20efe48928438e77722fd9"),
            std::string(reinterpret_cast<char*>(out), sizeof out));
}

// A longer text. RFC 8439, A.5: its tag, and the first block of its ciphertext.
TEST(Vectors, LongerText) {
  const std::string key = Unhex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
  const std::string nonce = Unhex("000000000102030405060708");
  const std::string aad = Unhex("f33388860000000000004e91");
  const std::string plain =
      "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, "
      "replaced, or obsoleted by other documents at any time. It is inappropriate to use "
      "Internet-Drafts as reference material or to cite them other than as "
      "/\xe2\x80\x9cwork in progress./\xe2\x80\x9d";
  ASSERT_EQ(265u, plain.size());
  crypto_cipher* cipher = crypto_new(CRYPTO_CHACHA20, Bytes(key));
  std::string sealed(plain.size() + 16, 'x');
  EXPECT_TRUE(crypto_seal(cipher, Bytes(nonce), Bytes(aad), aad.size(), Bytes(plain), plain.size(),
                          reinterpret_cast<unsigned char*>(&sealed[0])));
  EXPECT_EQ(Unhex("64a0861575861af460f062c79be643bd"), sealed.substr(0, 16));
  EXPECT_EQ(Unhex("eead9d67890cbb22392336fea1851f38"), sealed.substr(265));
  crypto_delete(cipher);
}

// Every bit of what is condensed counts.
TEST(Vectors, CondensingSeesEveryByte) {
  std::string bytes(16384, 'p');
  unsigned char before[16], after[16];
  EXPECT_TRUE(crypto_condense(Bytes(kOctets), bytes.data(), bytes.size(), before));
  for (size_t at = 0; at < bytes.size(); at += 61) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    EXPECT_TRUE(crypto_condense(Bytes(kOctets), bytes.data(), bytes.size(), after));
    EXPECT_NE(std::string(before, before + 16), std::string(after, after + 16)) << at;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
  }
}

}  // namespace
