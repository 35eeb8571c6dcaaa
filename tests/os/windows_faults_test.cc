// What Windows does with an access to guards and hidden pages, seen from inside and from outside.
#include <windows.h>

#include <cstring>

#include "lib/memcall/backend/backend.h"
#include "tests/conformance/conformance.h"
#include "tests/death/death.h"

namespace {

using conformance::Region;

// --- From inside: a handler notes the fault and steps over the access ---

struct Fault {
  DWORD code = 0;
  ULONG_PTR writing = 0, address = 0;
};

Fault last_fault;
uintptr_t next_instruction;

#if defined(__x86_64__)
#define RESUME_AT Rip
#elif defined(__aarch64__)
#define RESUME_AT Pc
#endif

LONG CALLBACK StepOver(EXCEPTION_POINTERS *what) {
  const EXCEPTION_RECORD *record = what->ExceptionRecord;
  if (next_instruction == 0 || record->NumberParameters < 2) return EXCEPTION_CONTINUE_SEARCH;
  last_fault = {record->ExceptionCode, record->ExceptionInformation[0],
                record->ExceptionInformation[1]};
  what->ContextRecord->RESUME_AT = next_instruction;
  return EXCEPTION_CONTINUE_EXECUTION;
}

// The address behind the access is taken before it, so that the handler knows where to go on.
#if defined(__x86_64__)
#define ACCESS(instruction)                                                         \
  __asm__ volatile("leaq 1f(%%rip), %%rax\n\tmovq %%rax, %0\n\t" instruction "\n1:" \
                   : "=m"(next_instruction)                                         \
                   : "r"(at)                                                        \
                   : "rax", "rcx", "memory")
void Read(const unsigned char *at) { ACCESS("movb (%1), %%cl"); }
void Write(unsigned char *at) { ACCESS("movb $1, (%1)"); }
#elif defined(__aarch64__)
#define ACCESS(instruction)                                          \
  __asm__ volatile("adr x9, 1f\n\tstr x9, %0\n\t" instruction "\n1:" \
                   : "=m"(next_instruction)                          \
                   : "r"(at)                                         \
                   : "x9", "x10", "memory")
void Read(const unsigned char *at) { ACCESS("ldrb w10, [%1]"); }
void Write(unsigned char *at) { ACCESS("strb w9, [%1]"); }
#endif

class WindowsFaults : public testing::Test {
 protected:
  void SetUp() override { handler_ = AddVectoredExceptionHandler(1, StepOver); }
  void TearDown() override {
    next_instruction = 0;
    RemoveVectoredExceptionHandler(handler_);
  }

  static Fault OfReading(const unsigned char *at) {
    last_fault = {};
    Read(at);
    return last_fault;
  }
  static Fault OfWriting(unsigned char *at) {
    last_fault = {};
    Write(at);
    return last_fault;
  }

  static void ExpectBothFault(unsigned char *at) {
    const Fault read = OfReading(at), write = OfWriting(at);
    EXPECT_EQ(static_cast<DWORD>(EXCEPTION_ACCESS_VIOLATION), read.code);
    EXPECT_EQ(0u, read.writing);
    EXPECT_EQ(reinterpret_cast<ULONG_PTR>(at), read.address);
    EXPECT_EQ(static_cast<DWORD>(EXCEPTION_ACCESS_VIOLATION), write.code);
    EXPECT_EQ(1u, write.writing);
    EXPECT_EQ(reinterpret_cast<ULONG_PTR>(at), write.address);
  }

 private:
  void *handler_ = nullptr;
};

TEST_F(WindowsFaults, OrdinaryMemoryDoesNot) {
  Region region(1, MEMCALL_REGULAR);
  EXPECT_EQ(0u, OfReading(region.data()).code);
  EXPECT_EQ(0u, OfWriting(region.data()).code);
}

// More than once: a page with PAGE_GUARD would fault a single time.
TEST_F(WindowsFaults, GuardsFaultEveryTimeOnBothSides) {
  Region region;
  ASSERT_EQ(MEMCALL_OK,
            memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region.region));
  for (int i = 0; i < 3; i++) {
    ExpectBothFault(region.data() - 1);
    ExpectBothFault(region.data() + region.size());
  }
}

TEST_F(WindowsFaults, PagesWithoutAccessFaultAndFrozenOnesOnlyWhenWritten) {
  Region region(1, MEMCALL_REGULAR);
  ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), 1, MEMCALL_NO_ACCESS));
  ExpectBothFault(region.data());
  ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), 1, MEMCALL_READ_ONLY));
  EXPECT_EQ(0u, OfReading(region.data()).code);
  EXPECT_EQ(static_cast<DWORD>(EXCEPTION_ACCESS_VIOLATION), OfWriting(region.data()).code);
}

// A guard has no memory behind it, and gets fresh memory when it is taken away.
TEST_F(WindowsFaults, AGuardGivesItsMemoryBack) {
  Region region(1, MEMCALL_REGULAR);
  std::memset(region.data(), 0x5a, region.size());
  ASSERT_EQ(MEMCALL_OK, memcall_backend_guard(region.data(), region.size()).status);
  MEMORY_BASIC_INFORMATION found;
  ASSERT_NE(0u, VirtualQuery(region.data(), &found, sizeof found));
  EXPECT_EQ(static_cast<DWORD>(MEM_RESERVE), found.State);
  ASSERT_EQ(MEMCALL_OK, memcall_backend_unguard(region.data(), region.size()).status);
  EXPECT_TRUE(conformance::AllBytesAre(region.data(), region.size(), 0));
}

// --- From outside: nobody handles it ---

TEST(WindowsFaultsDeathTest, AGuardEndsTheProcess) {
  Region region;
  ASSERT_EQ(MEMCALL_OK,
            memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region.region));
  volatile unsigned char *guard = region.data() + region.size();
  EXPECT_EXIT((AboutToFault(), *guard = 1), DiedOfFault, kReached);
}

}  // namespace
