// The TLS examples: a connection that the client has checked, and none without the key.
#include <regex>

#include "tests/examples/run.h"

namespace {

using examples_test::ExpectRefused;
using examples_test::MayLock;
using examples_test::Readme;
using examples_test::RunExample;

// Which cipher it is depends on the CPU.
void ExpectLines(const std::string& pattern, const Outcome& outcome) {
  EXPECT_EQ(0, outcome.status);
  EXPECT_EQ("", outcome.err);
  EXPECT_TRUE(std::regex_match(outcome.out, std::regex(pattern))) << outcome.out;
  EXPECT_TRUE(std::regex_search(Readme(), std::regex(pattern))) << "and so says the page";
}

const char kTalk[] = "the client asked, and was answered\n";

std::string Connected(const std::string& signature) {
  return "connected: TLSv1\\.3, TLS_[A-Z0-9_]+, signed by " + signature + "\n" + kTalk;
}

TEST(TlsEd25519, ConnectsUntilThePurge) {
  ExpectLines("a key of 64 bytes, sealed\n" + Connected("ed25519") +
                  "a purge, as after an alarm or a signal\n"
                  "the key does not sign: SECUREMEMORY_ERR_EXPIRED\n"
                  "no connection: PRIVATE_KEY_OPERATION_FAILED\n",
              RunExample("tls_ed25519", {}));
}

TEST(TlsEd25519, WorksWithin64KiB) {
  EXPECT_EQ(0, RunExample("tls_ed25519", {}, MayLock(65536)).status);
}

TEST(TlsEd25519, WithoutALockThereIsNoKey) {
  ExpectRefused(RunExample("tls_ed25519", {}, MayLock(0)), "ulimit -l");
}

TEST(TlsEcdsa, SignsByP256AndRsa) {
  ExpectLines("BoringSSL allocates by malloc\na key of 138 bytes, sealed\n" +
                  Connected("ecdsa_secp256r1_sha256"),
              RunExample("tls_ecdsa", {"p256"}));
  ExpectLines("BoringSSL allocates by malloc\na key of 12[0-9]{2} bytes, sealed\n" +
                  Connected("rsa_pss_rsae_sha256"),
              RunExample("tls_ecdsa", {"rsa"}));
}

TEST(TlsEcdsa, IsTheSameOnTheSecureHeap) {
  ExpectLines(
      "BoringSSL allocates by boringssl_heap, in locked memory\na key of 138 bytes, sealed\n" +
          Connected("ecdsa_secp256r1_sha256"),
      RunExample("tls_ecdsa_heap", {"p256"}));
  EXPECT_EQ(0, RunExample("tls_ecdsa_heap", {"rsa"}, MayLock(8 << 20)).status);
}

TEST(TlsEcdsa, Refuses) {
  ExpectRefused(RunExample("tls_ecdsa", {}), "usage: tls_ecdsa p256|rsa");
  ExpectRefused(RunExample("tls_ecdsa", {"dsa"}), "usage");
  ExpectRefused(RunExample("tls_ecdsa", {"p256"}, MayLock(0)), "ulimit -l");
}

}  // namespace
