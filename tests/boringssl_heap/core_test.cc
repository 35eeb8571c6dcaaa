// A private key in the core file of a server that crashes: there without the heap, absent with it.
#include <fcntl.h>
#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/mem.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "tests/boringssl_heap/keys.h"
#include "tests/memcall/linux.h"
#include "tools/secmem/attack/linux_core_file.h"
#include "tools/secmem/attack/search.h"

namespace boringssl_heap_test {
namespace {

// A number as BoringSSL keeps it: words, the lowest first.
Bytes InMemory(const BIGNUM* number) {
  Bytes bytes(BN_num_bytes(number));
  EXPECT_TRUE(BN_bn2le_padded(bytes.data(), bytes.size(), number));
  return bytes;
}

Bytes Der(const EVP_PKEY* key) {
  bssl::ScopedCBB out;
  EXPECT_TRUE(CBB_init(out.get(), 2000) && EVP_marshal_private_key(out.get(), key));
  return Bytes(CBB_data(out.get()), CBB_data(out.get()) + CBB_len(out.get()));
}

struct Holding {
  const char* name;
  Key key;
  std::vector<Bytes> numbers;  // that are its secret
};

std::vector<Holding> Keys() {
  std::vector<Holding> keys;
  keys.push_back({"P-256", NewEcKey(), {}});
  const EC_KEY* ec = EVP_PKEY_get0_EC_KEY(keys[0].key.get());
  keys[0].numbers = {InMemory(EC_KEY_get0_private_key(ec))};
  keys.push_back({"RSA-2048", NewRsaKey(), {}});
  const RSA* rsa = EVP_PKEY_get0_RSA(keys[1].key.get());
  keys[1].numbers = {InMemory(RSA_get0_d(rsa)), InMemory(RSA_get0_p(rsa)),
                     InMemory(RSA_get0_q(rsa))};
  return keys;
}

/* --- The server ----------------------------------------------------------------------------- */

std::string NewFolder() {
  std::string folder = std::string(getenv("TEST_TMPDIR")) + "/core.XXXXXX";
  EXPECT_NE(nullptr, mkdtemp(&folder[0]));
  return folder;
}

// Root would ignore the lock limit.
void GiveUpLocking() { prctl(PR_CAPBSET_DROP, CAP_IPC_LOCK, 0, 0, 0); }

[[noreturn]] void Become(const std::string& program, const std::string& folder, int key,
                         rlim_t lock_limit) {
  const rlimit core = {RLIM_INFINITY, RLIM_INFINITY}, lock = {lock_limit, lock_limit};
  if (setrlimit(RLIMIT_CORE, &core) != 0 || setrlimit(RLIMIT_MEMLOCK, &lock) != 0) _exit(77);
  GiveUpLocking();
  if (dup2(key, STDIN_FILENO) < 0 || chdir(folder.c_str()) != 0) _exit(76);
  execl(program.c_str(), program.c_str(), "crash", nullptr);
  _exit(75);
}

// What came of a server that was given a key, used it and aborted.
struct Crash {
  pid_t pid = -1;
  int status = -1;
};

Crash CrashOf(const std::string& program, const std::string& folder, const Bytes& der,
              rlim_t lock_limit) {
  int key[2];
  Crash crash;
  EXPECT_EQ(0, pipe2(key, O_CLOEXEC));
  crash.pid = fork();
  if (crash.pid == 0) Become(program, folder, key[0], lock_limit);
  EXPECT_EQ(static_cast<ssize_t>(der.size()), write(key[1], der.data(), der.size()));
  close(key[0]);
  close(key[1]);
  EXPECT_EQ(crash.pid, waitpid(crash.pid, &crash.status, 0));
  return crash;
}

/* --- Its core file -------------------------------------------------------------------------- */

// Bytes of the number that stand together in the file, at most.
size_t Found(int file, const Bytes& number) {
  attack_search* search =
      attack_search_new(memguard_default_context(), number.data(), number.size());
  Bytes block(1 << 16);
  EXPECT_NE(nullptr, search);
  EXPECT_EQ(0, lseek(file, 0, SEEK_SET));
  attack_search_start(search);
  for (ssize_t got; (got = read(file, block.data(), block.size())) > 0;)
    attack_search_feed(search, block.data(), static_cast<size_t>(got));
  size_t found = attack_search_found(search);
  attack_search_free(search);
  return found;
}

class Core : public ::testing::TestWithParam<rlim_t> {
 protected:
  void SetUp() override {
    char why[300];
    if (!attack_core_place_read(&place_, why, sizeof why)) GTEST_SKIP() << why;
    rlimit core = {0, 0};
    if (getrlimit(RLIMIT_CORE, &core) != 0 || (core.rlim_max == 0 && geteuid() != 0))
      GTEST_SKIP() << "core files are forbidden: the hard limit is 0";
  }

  // The longest part of the secret numbers that is in the core file of the server.
  size_t Leaked(const std::string& name, const Holding& holding) {
    char here[4096];
    const std::string folder = NewFolder(),
                      program = std::string(getcwd(here, sizeof here)) + "/tests/" + name;
    Crash crash = CrashOf(program, folder, Der(holding.key.get()), GetParam());
    EXPECT_TRUE(WIFSIGNALED(crash.status) && WTERMSIG(crash.status) == SIGABRT) << crash.status;
    int file = attack_core_file_take(folder.c_str(), &place_, crash.pid);
    rmdir(folder.c_str());
    EXPECT_GE(file, 0) << "no core file where core_pattern says: " << place_.pattern;
    EXPECT_TRUE(file < 0 || attack_core_file_whole(file));
    size_t longest = 0;
    for (const Bytes& number : holding.numbers) longest = std::max(longest, Found(file, number));
    close(file);
    return longest;
  }

  attack_core_place place_;
};

TEST_P(Core, HasNoPrivateKeyWithTheHeap) {
  for (const Holding& holding : Keys()) {
    EXPECT_EQ(0u, Leaked("boringssl_heap/key_on_heap", holding)) << holding.name;
    EXPECT_EQ(holding.numbers[0].size(), Leaked("boringssl_heap/key_on_malloc", holding))
        << holding.name << ": without the heap it is there, or this test would see nothing";
  }
}

// The example: a server that had a TLS connection, whose client was another process.
TEST_P(Core, OfATlsServerHasNoPrivateKeyWithTheHeap) {
  for (const Holding& holding : Keys()) {
    EXPECT_EQ(0u, Leaked("examples/tls_pair_heap", holding)) << holding.name;
    EXPECT_EQ(holding.numbers[0].size(), Leaked("examples/tls_pair", holding)) << holding.name;
  }
}

// 0: nothing is locked, and still nothing is dumped.
INSTANTIATE_TEST_SUITE_P(LockLimits, Core, ::testing::Values(0, 64 << 10));

}  // namespace
}  // namespace boringssl_heap_test
