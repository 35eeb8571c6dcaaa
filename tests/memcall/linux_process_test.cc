// Switches of the whole process, as the Linux kernel sees them, in a child that may keep them.
#include <sys/prctl.h>
#include <sys/resource.h>

#include "memcall/memcall.h"
#include "tests/memcall/linux.h"

namespace {

TEST(CoreLimit, IsZeroAndThenAsBefore) {
  EXPECT_EQ(
      0,
      InAChild([] {
        const rlimit known = {4096, 8192};
        rlimit now;
        CHECK_OR(77, setrlimit(RLIMIT_CORE, &known) == 0);
        CHECK_OR(1, memcall_disable_core_dumps() == MEMCALL_OK);
        CHECK_OR(2, getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_cur == 0 && now.rlim_max == 8192);
        CHECK_OR(3, memcall_disable_core_dumps() == MEMCALL_OK);
        CHECK_OR(4, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE) == MEMCALL_OK);
        CHECK_OR(5,
                 getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_cur == 4096 && now.rlim_max == 8192);
        CHECK_OR(6, GiveUpPrivilege());
        CHECK_OR(7, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF_FOR_GOOD) == MEMCALL_OK);
        CHECK_OR(8, getrlimit(RLIMIT_CORE, &now) == 0 && now.rlim_cur == 0 && now.rlim_max == 0);
        CHECK_OR(9, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE) == MEMCALL_ERR_DENIED);
        return 0;
      }).code);
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
