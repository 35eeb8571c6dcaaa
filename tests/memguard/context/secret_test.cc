// Secret memory on this machine's kernel, if it has it.
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <string>

#include "memguard/buffer.h"
#include "memguard/enclave.h"
#include "tests/memguard/context/inside.h"

namespace {

memguard_options Wants(memguard_policy policy) {
  memguard_options options = memguard_options_relaxed();
  options.secret_memory = policy;
  return options;
}

// Why there is none; empty: there is.
std::string Lack() {
  memcall_capability capability = {};
  capability.struct_size = sizeof capability;
  EXPECT_EQ(MEMCALL_OK, memcall_capability_of(MEMCALL_SECRET, &capability));
  return capability.available == 1 ? "" : capability.reason;
}

TEST(SecretMemory, RequiredIsHadOrRefused) {
  memguard_options options = Wants(MEMGUARD_REQUIRE);
  memguard_context* context = nullptr;
  memguard_status status = memguard_context_new(&options, &context);
  if (!Lack().empty()) {
    EXPECT_NE(MEMGUARD_OK, status);
    EXPECT_NE(MEMGUARD_ERR_INVALID, status);
    EXPECT_EQ(nullptr, context);
    GTEST_SKIP() << "refused as it should be: " << Lack();
  }
  ASSERT_EQ(MEMGUARD_OK, status) << memcall_last_error()->text;
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context, "classified", 11, &buffer));
  memguard_safeguards safeguards;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  EXPECT_NE(0u, safeguards.in_force & MEMCALL_SECRET);
  std::ifstream memory("/proc/self/mem", std::ios::binary);
  char byte = 0;
  memory.seekg(reinterpret_cast<std::streamoff>(memguard_buffer_data(buffer)));
  EXPECT_FALSE(memory.read(&byte, 1)) << "the kernel itself cannot reach it";
  memguard_purge(context);
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST(SecretMemory, PreferredIsHadOrSaysSo) {
  memguard_options options = Wants(MEMGUARD_PREFER);
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context)) << memcall_last_error()->text;
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context, "classified", 11, &buffer))
      << memcall_last_error()->text;
  memguard_safeguards safeguards;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  EXPECT_NE(0u, safeguards.requested & MEMCALL_SECRET);
  if (!Lack().empty()) {
    EXPECT_EQ(0u, safeguards.in_force & MEMCALL_SECRET) << Lack();
    EXPECT_FALSE(inside_secret(context));
  }
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
