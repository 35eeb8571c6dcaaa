/* restricted_test.cc: secmem where less is allowed: an ordinary user, little or nothing to lock, a
   filter of system calls. Reports say what is missing, and nothing is promised that rests on it. */
#include <errno.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string>

#include "tests/secmem/json_check.h"
#include "tests/secmem/program.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

namespace {

bool Has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

/* In the new process: as nobody, with that lock limit. 98: this test's user may not become another. */
void BecomeOrdinary(rlim_t lock_limit) {
  const struct rlimit limit = {lock_limit, lock_limit};
  if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0) _exit(98);
  if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) _exit(98);
}

Outcome AsOrdinary(const std::vector<std::string> &words, rlim_t lock_limit) {
  return RunSecmem({words, "", {}, [lock_limit] { BecomeOrdinary(lock_limit); }});
}

#define SKIP_IF_REFUSED(outcome) \
  if ((outcome).status == 98) GTEST_SKIP() << "this user may not become an ordinary one here"

TEST(Restricted, OrdinaryUser) {
  Outcome outcome = AsOrdinary({"attack"}, 8 << 20);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "an ordinary user")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "locked  yes (lock limit: 8 MiB)")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "Run it as root to see.")) << outcome.out;
}

TEST(Restricted, DoctorAt64KiB) {
  Outcome outcome = AsOrdinary({"doctor"}, 64 << 10);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "note  lock limit      64 KiB")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "fix: ulimit -l unlimited")) << outcome.out;
  EXPECT_FALSE(Has(outcome.out, "does not work here")) << outcome.out;
}

TEST(Restricted, DoctorAtNothing) {
  Outcome outcome = AsOrdinary({"doctor"}, 0);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "warn  lock limit      0 bytes")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "A context with default options does not work here")) << outcome.out;
  EXPECT_FALSE(Has(outcome.out, "A context with relaxed options does not work here"))
      << outcome.out;
}

TEST(Restricted, AttackAt64KiB) {
  Outcome outcome = AsOrdinary({"attack"}, 64 << 10);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "locked  yes (lock limit: 64 KiB)")) << outcome.out;
}

TEST(Restricted, AttackAtNothing) {
  Outcome outcome = AsOrdinary({"attack"}, 0);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "locked  no (lock limit: 0 bytes")) << outcome.out;
}

/* The key's page cannot be told from others when nothing is locked; the page says so. */
TEST(Restricted, PageAtNothing) {
  Outcome outcome = AsOrdinary({"attack", "--html"}, 0);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(CountOf(outcome.out, "could not be told from others"), 3u);
  EXPECT_TRUE(Has(outcome.out, "not locked</text>"));
}

TEST(Restricted, BenchAtNothing) {
  Outcome outcome = AsOrdinary({"bench", "--json"}, 0);
  SKIP_IF_REFUSED(outcome);
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(CountOf(outcome.out, "\"locked\": true"), 1u) << "plain malloc alone lacks nothing";
  EXPECT_FALSE(Has(outcome.out, "\"trouble\"")) << outcome.out;
}

/* Answers ENOSYS to one system call, as a kernel that never heard of it: seccomp(2). */
void Without(long call) {
  struct sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog filter = {sizeof rules / sizeof *rules, rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0)
    _exit(98);
}

TEST(Restricted, DoctorWithoutSecretMemory) {
  Outcome outcome = RunSecmem({{"doctor"}, "", {}, [] { Without(SYS_memfd_secret); }});
  if (outcome.status == 98) GTEST_SKIP() << "no seccomp filter may be set here";
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "note  memfd_secret    no: Function not implemented"))
      << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "note  secret memory   no")) << outcome.out;
}

/* What a channel cannot use is untested, with the reason, and no promise is taken for kept by it. */
TEST(Restricted, AttackWithoutProcessVmReadv) {
  Outcome outcome = RunSecmem({{"attack"}, "", {}, [] { Without(SYS_process_vm_readv); }});
  if (outcome.status == 98) GTEST_SKIP() << "no seccomp filter may be set here";
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(Has(outcome.out, "process_vm_readv untested")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "Function not implemented")) << outcome.out;
  EXPECT_TRUE(Has(outcome.out, "Every promise that could be tested was kept.")) << outcome.out;
}

}  // namespace
