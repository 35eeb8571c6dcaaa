// What the kernel itself says about a buffer's pages.
#include <cstdio>
#include <fstream>
#include <sstream>

#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

// The flags of the mapping that holds address, from proc(5)'s smaps: " rd wr … lo dd wf ".
std::string FlagsOf(const void* address) {
  std::ifstream smaps("/proc/self/smaps");
  uintptr_t wanted = reinterpret_cast<uintptr_t>(address);
  std::string line;
  bool there = false;
  while (std::getline(smaps, line)) {
    unsigned long from, to;
    char access[5];
    if (sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, access) == 3)
      there = from <= wanted && wanted < to;
    if (there && line.rfind("VmFlags:", 0) == 0) return line.substr(8) + " ";
  }
  return "";
}

bool Has(const std::string& flags, const std::string& flag) {
  return flags.find(" " + flag + " ") != std::string::npos;
}

class Flags : public BufferTest, public ::testing::WithParamInterface<memguard_protection> {};

TEST_P(Flags, TheKernelKnowsWhatTheBufferClaims) {
  memguard_buffer* buffer = NewCopy("secret");
  memguard_safeguards safeguards = {};
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, GetParam()));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  std::string flags = FlagsOf(inside_bytes(buffer));
  if (flags.empty()) GTEST_SKIP() << "/proc/self/smaps shows no VmFlags here";
  EXPECT_EQ((safeguards.in_force & MEMCALL_LOCKED) != 0, Has(flags, "lo")) << flags;
  EXPECT_EQ((safeguards.in_force & MEMCALL_NO_DUMP) != 0, Has(flags, "dd")) << flags;
  EXPECT_EQ((safeguards.in_force & MEMCALL_FORK_HANDLED) != 0, Has(flags, "wf")) << flags;
  EXPECT_FALSE(Has(flags, "mg")) << flags;
  EXPECT_EQ(GetParam() != MEMGUARD_NO_ACCESS, Has(flags, "rd")) << flags;
  EXPECT_EQ(GetParam() == MEMGUARD_READ_WRITE, Has(flags, "wr")) << flags;
  memguard_buffer_destroy(buffer);
}

TEST_P(Flags, ExcludedPagesAreMarkedSo) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_EXCLUDE;
  Open(options);
  memguard_buffer* buffer = NewCopy("secret");
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, GetParam()));
  std::string flags = FlagsOf(inside_bytes(buffer));
  if (flags.empty()) GTEST_SKIP() << "/proc/self/smaps shows no VmFlags here";
  EXPECT_TRUE(Has(flags, "dc")) << flags;
  EXPECT_FALSE(Has(flags, "wf")) << flags;
  memguard_buffer_destroy(buffer);
}

INSTANTIATE_TEST_SUITE_P(Protections, Flags,
                         ::testing::Values(MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                           MEMGUARD_READ_WRITE));

}  // namespace
}  // namespace buffer_test
