// Switches of the whole process, as the Linux kernel sees them, in a child that may keep them.
#include <sys/prctl.h>
#include <sys/resource.h>

#include "memcall/memcall.h"
#include "tests/memcall/linux.h"

namespace {

bool CoreLimitIs(rlim_t soft, rlim_t hard) {
  rlimit now;
  return getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_cur == soft && now.rlim_max == hard;
}

/* What AS_BEFORE brings back is the soft limit of the first call in the process, which another test
   may have made; where there was none, it leaves things alone. */
TEST(CoreLimit, IsZeroAndThenAsBefore) {
  const int code =
      InAChild([] {
        rlimit before = {4096, 8192};
        CHECK_OR(77, setrlimit(RLIMIT_CORE, &before) == 0);
        CHECK_OR(1, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE) != MEMCALL_ERR_INVALID);
        CHECK_OR(2, getrlimit(RLIMIT_CORE, &before) == 0);
        CHECK_OR(77, before.rlim_cur == 4096);
        CHECK_OR(3, memcall_disable_core_dumps() == MEMCALL_OK);
        CHECK_OR(4, CoreLimitIs(0, 8192));
        CHECK_OR(5, memcall_disable_core_dumps() == MEMCALL_OK);
        CHECK_OR(6, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE) == MEMCALL_OK);
        CHECK_OR(7, CoreLimitIs(4096, 8192));
        CHECK_OR(8, GiveUpPrivilege());
        CHECK_OR(9, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF_FOR_GOOD) == MEMCALL_OK);
        CHECK_OR(10, CoreLimitIs(0, 0));
        CHECK_OR(11, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE) == MEMCALL_ERR_DENIED);
        return 0;
      }).code;
  if (code == 77) GTEST_SKIP() << "another test has changed the limit, or it is too low";
  EXPECT_EQ(0, code);
}

TEST(Harden, TellsTheKernel) {
  EXPECT_EQ(
      0, InAChild([] {
           memcall_hardening report = {};
           report.struct_size = sizeof report;
           const uint32_t flags = MEMCALL_HARDEN_NOT_DUMPABLE | MEMCALL_HARDEN_NO_NEW_PRIVS;
           CHECK_OR(1, memcall_harden(flags | MEMCALL_HARDEN_NO_DEBUGGER, &report) == MEMCALL_OK);
           CHECK_OR(2,
                    report.in_force == flags && report.unsupported == MEMCALL_HARDEN_NO_DEBUGGER);
           CHECK_OR(3, prctl(PR_GET_DUMPABLE) == 0);
           CHECK_OR(4, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
           return 0;
         }).code);
}

}  // namespace
