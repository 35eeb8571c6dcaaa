/* command_test.cc: secmem as a user meets it: what it takes, what it prints, how it ends. */
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>

#include "tests/secmem/json_check.h"
#include "tests/secmem/program.h"

namespace {

using testing::TempDir;

const char kSecret[] = "correct horse battery staple";

bool Has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

size_t Lines(const std::string &text) { return CountOf(text, "\n"); }

void ExpectRefused(const Call &call, const std::string &named) {
  Outcome outcome = RunSecmem(call);
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_TRUE(Has(outcome.err, named)) << outcome.err;
  EXPECT_TRUE(Has(outcome.err, "secmem")) << outcome.err;
  EXPECT_LE(Lines(outcome.err), 2u) << outcome.err;
  EXPECT_EQ(outcome.out, "");
}

std::string Put(const std::string &content) {
  std::string path = TempDir() + "secmem-key-" + std::to_string(getpid());
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  EXPECT_EQ(write(file, content.data(), content.size()), static_cast<ssize_t>(content.size()));
  close(file);
  return path;
}

TEST(Command, HelpAndVersion) {
  Outcome help = RunSecmem({{"--help"}, "", {}, {}});
  EXPECT_EQ(help.status, 0);
  for (const char *part : {"NAME", "SYNOPSIS", "attack", "doctor", "--secret-file", "EXIT STATUS"})
    EXPECT_TRUE(Has(help.out, part)) << part;
  EXPECT_FALSE(Has(help.out, "attack-victim"));
  EXPECT_EQ(help.err, "");
  Outcome version = RunSecmem({{"--version"}, "", {}, {}});
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(version.out.rfind("secmem ", 0), 0u) << version.out;
}

TEST(Command, HelpFits80Columns) {
  std::string help = RunSecmem({{"--help"}, "", {}, {}}).out;
  for (size_t at = 0, end; (end = help.find('\n', at)) != std::string::npos; at = end + 1)
    EXPECT_LE(end - at, 80u) << help.substr(at, end - at);
}

TEST(Command, NothingAtAll) {
  Outcome outcome = RunSecmem({{}, "", {}, {}});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(Has(outcome.err, "SYNOPSIS")) << outcome.err;
  EXPECT_TRUE(Has(outcome.err, "a subcommand is missing"));
}

TEST(Command, UnknownWordsAreNamed) {
  ExpectRefused({{"atack"}, "", {}, {}}, "\"atack\"");
  ExpectRefused({{"attack", "--frobnicate"}, "", {}, {}}, "\"--frobnicate\"");
  ExpectRefused({{"doctor", "me"}, "", {}, {}}, "\"me\"");
}

TEST(Command, VictimIsNotForUsers) {
  EXPECT_EQ(RunSecmem({{"attack-victim"}, "", {}, {}}).status, 2);
  EXPECT_EQ(RunSecmem({{"attack-victim"}, std::string(500, 'x'), {}, {}}).status, 2);
  EXPECT_EQ(RunSecmem({{"attack-victim", "0", "99", ""}, "", {}, {}}).status, 2);
}

/* --- Secrets that cannot be used ------------------------------------------------------------- */

TEST(Command, RefusesFiles) {
  ExpectRefused({{"attack", "--secret-file", "/no/such/file"}, "", {}, {}}, "No such file");
  ExpectRefused({{"attack", "--secret-file", "/dev/null"}, "", {}, {}}, "empty");
  ExpectRefused({{"attack", "--secret-file", TempDir()}, "", {}, {}}, "directory");
  ExpectRefused({{"attack", "--secret-file", "-"}, "", {}, {}}, "standard input: is empty");
  ExpectRefused({{"attack", "--secret-file", "-"}, std::string(70000, 'x'), {}, {}}, "64 KiB");
}

TEST(Command, RefusesHugeFile) {
  std::string path = Put("");
  ASSERT_EQ(truncate(path.c_str(), off_t{1} << 30), 0);
  ExpectRefused({{"attack", "--secret-file", path}, "", {}, {}}, "64 KiB");
  unlink(path.c_str());
}

TEST(Command, RefusesWhatChanceWouldFind) {
  ExpectRefused({{"attack", "--secret-file", "-"}, "short", {}, {}}, "fewer than 8 bytes");
  ExpectRefused({{"attack", "--secret-file", "-"}, "1234567", {}, {}}, "fewer than 8 bytes");
  ExpectRefused({{"attack", "--secret-file", "-"}, std::string(32, 'x'), {}, {}}, "hardly vary");
  ExpectRefused({{"attack", "--secret-file", "-"}, std::string(32, '\0'), {}, {}}, "hardly vary");
  ExpectRefused({{"attack", "--secret-file", "-"}, "abababababababab", {}, {}}, "hardly vary");
}

/* --- doctor ---------------------------------------------------------------------------------- */

TEST(Command, DoctorText) {
  Outcome outcome = RunSecmem({{"doctor"}, "", {}, {}});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char *part : {"lock limit", "page size", "core_pattern", "ptrace_scope", "swap",
                           "A context with default options", "A context with relaxed options"})
    EXPECT_TRUE(Has(outcome.out, part)) << part;
  EXPECT_FALSE(Has(outcome.out, "\033")) << "colours in a file";
}

TEST(Command, DoctorJson) {
  Outcome outcome = RunSecmem({{"doctor", "--json"}, "", {}, {}});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(IsJson(outcome.out)) << outcome.out;
  for (const char *part : {"\"findings\"", "\"contexts\"", "\"lock limit\"", "\"fix\""})
    EXPECT_TRUE(Has(outcome.out, part)) << part;
}

TEST(Command, DoctorWithoutLocks) {
  Outcome outcome = RunSecmem({{"doctor"}, "", {}, [] {
                                 const struct rlimit none = {0, 0};
                                 setrlimit(RLIMIT_MEMLOCK, &none);
                               }});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  if (geteuid() == 0) return; /* root locks whatever the limit is */
  EXPECT_TRUE(Has(outcome.out, "warn  lock limit")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "default options does not work here")) << outcome.out;
}

/* --- attack ---------------------------------------------------------------------------------- */

/* Where sanitizers or the machine get in the way, single cells are untested; the report is a report
   all the same. */
void ExpectReport(const Outcome &outcome) {
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  for (const char *part : {"malloc", "heap slot", "hidden buffer", "enclave", "core dump",
                           "process_vm_readv", "run as", "locked", "promise"})
    EXPECT_TRUE(Has(outcome.out, part)) << part << outcome.out;
  EXPECT_EQ(outcome.err, "") << "progress without a terminal";
  EXPECT_FALSE(Has(outcome.out, "\033"));
}

TEST(Command, AttackRandomSecret) {
  Outcome outcome = RunSecmem({{"attack"}, "", {}, {}});
  ExpectReport(outcome);
  EXPECT_TRUE(Has(outcome.out, "a random secret of 32 bytes")) << outcome.out;
}

/* An empty file in a library's place, for this process and its children alone: mount(2). */
void HidePeers() {
  if (unshare(CLONE_NEWNS | (geteuid() != 0 ? CLONE_NEWUSER : 0)) != 0) _exit(98);
  for (const char *name : {"libsodium.so.23", "libcrypto.so.3", "libgcrypt.so.20"})
    for (const char *folder : {"/usr/lib/x86_64-linux-gnu/", "/usr/lib/aarch64-linux-gnu/"}) {
      const std::string path = std::string(folder) + name;
      if (access(path.c_str(), F_OK) != 0) continue;
      if (mount("/dev/null", path.c_str(), nullptr, MS_BIND, nullptr) != 0) _exit(98);
    }
}

void ExpectNothingOf(const std::string &secret, const Outcome &outcome) {
  for (size_t at = 0; at + 8 <= secret.size(); at++) {
    EXPECT_FALSE(Has(outcome.out, secret.substr(at, 8)));
    EXPECT_FALSE(Has(outcome.err, secret.substr(at, 8)));
  }
}

/* The secret stands in the environment too, which must not be taken for a leak. */
TEST(Command, AttackJson) {
  const std::string variable = std::string("KEY=") + kSecret;
  Outcome outcome =
      RunSecmem({{"attack", "--json", "--quiet", "--secret-file", "-"}, kSecret, {variable}, {}});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(IsJson(outcome.out)) << outcome.out;
  EXPECT_EQ(CountOf(outcome.out, "\"storage\": "), 90u);
  for (const char *key : {"channel", "result", "promised", "detail"})
    EXPECT_EQ(CountOf(outcome.out, "\"" + std::string(key) + "\": "), 90u) << key;
  EXPECT_GE(CountOf(outcome.out, "\"result\": \"leaked\""), 1u);
  EXPECT_EQ(outcome.err, "");
  ExpectNothingOf(kSecret, outcome);
}

/* Installed or not: each has its cells, and none that is not here is closed. */
TEST(Command, AttackPeers) {
  Outcome outcome = RunSecmem({{"attack", "--peers", "--json"}, "", {}, {}});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(IsJson(outcome.out)) << outcome.out;
  EXPECT_EQ(CountOf(outcome.out, "\"channel\": "), 120u);
  for (const char *peer : {"libsodium", "OpenSSL", "libgcrypt"})
    EXPECT_EQ(CountOf(outcome.out, std::string("\"storage\": \"") + peer + "\""), 10u) << peer;
  EXPECT_EQ(CountOf(outcome.out, "\"result\": \"missing\""),
            CountOf(outcome.out, " could not be loaded\""));
}

/* Where libraries are looked for, nothing but what every program needs: the peers cannot be there. */
TEST(Command, AttackPeersThatAreMissing) {
  Outcome outcome = RunSecmem({{"attack", "--peers"}, "", {}, HidePeers});
  if (outcome.status == 98) GTEST_SKIP() << "no name space of its own here";
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(CountOf(outcome.out, "libsodium.so.23 could not be loaded: libsodium"), 1u)
      << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "libcrypto.so.3 could not be loaded: OpenSSL")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "libgcrypt.so.20 could not be loaded: libgcrypt")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "Every promise was kept.")) << outcome.out;
}

TEST(Command, AttackFileRelativeToBazelRun) {
  std::string path = Put(kSecret);
  Outcome outcome = RunSecmem({{"attack", "--secret-file", path.substr(path.rfind('/') + 1)},
                               "",
                               {"BUILD_WORKING_DIRECTORY=" + path.substr(0, path.rfind('/'))},
                               {}});
  unlink(path.c_str());
  ExpectReport(outcome);
  ExpectNothingOf(kSecret, outcome);
}

TEST(Command, AttackLargestSecret) {
  std::string secret;
  unsigned state = 12345;
  for (int i = 0; i < 65536; i++)
    secret.push_back(static_cast<char>((state = state * 1103515245 + 12345) >> 16));
  ExpectReport(RunSecmem({{"attack", "--secret-file", "-"}, secret, {}, {}}));
}

TEST(Command, AttackShortestSecret) {
  ExpectReport(RunSecmem({{"attack", "--secret-file", "-"}, "p4ss,w0r", {}, {}}));
}

/* Parts of it stand in every victim: they prove nothing, the rest does. */
TEST(Command, AttackSecretWithCommonParts) {
  ExpectReport(RunSecmem({{"attack", "--secret-file", "-"},
                          "/dev/null LIBC_FATAL_STDERR_=1 attack-victim 8d1f3c0b77e2",
                          {},
                          {}}));
}

TEST(Command, AttackSecretOfCommonPartsOnly) {
  ExpectRefused({{"attack", "--secret-file", "-"}, "LIBC_FATAL_STDERR_=1", {}, {}}, "never saw it");
}

/* Too little to start at all, just enough to start, enough: an error in words or a report, never a
   crash. 127: the kernel could not even load the program. */
TEST(Command, AttackWithLittleAddressSpace) {
  for (rlim_t mebibytes : {1, 2, 3, 4, 5, 8, 16}) {
    Outcome outcome = RunSecmem({{"attack"}, "", {}, [mebibytes] {
                                   const struct rlimit little = {mebibytes << 20, mebibytes << 20};
                                   setrlimit(RLIMIT_AS, &little);
                                 }});
    bool refused = outcome.status == 2 && Has(outcome.err, "secmem attack: ");
    bool unloaded =
        outcome.status == 127 || outcome.status == 128 + SIGKILL || outcome.status == 128 + SIGSEGV;
    EXPECT_TRUE(outcome.status == 0 || refused || unloaded)
        << mebibytes << " MiB: " << outcome.status << outcome.err;
  }
}

TEST(Command, AttackWithClosedStandardFiles) {
  Outcome outcome = RunSecmem({{"attack"}, "", {}, [] {
                                 close(0);
                                 close(2);
                               }});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
}

TEST(Command, AttackToFullDisk) {
  Outcome outcome = RunSecmem({{"attack"}, "", {}, [] {
                                 int full = open("/dev/full", O_WRONLY);
                                 dup2(full, STDOUT_FILENO);
                               }});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(Has(outcome.err, "could not be written")) << outcome.err;
}

}  // namespace
