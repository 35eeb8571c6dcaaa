// The first call of all sets the context up. When the system refuses, that call is refused, and the
// next one tries again.
#include <openssl/mem.h>

#include <cerrno>

#include "tests/boringssl_heap/heap.h"
#include "tests/fake_os/fake_os.h"

namespace boringssl_heap_test {
namespace {

TEST(SetUp, IsTriedAgainUntilItSucceeds) {
  for (const char* operation : {"map", "host_at_fork", "random", "protect", "map_sparse"}) {
    fake_os_plan({1, operation, MEMCALL_ERR_NO_MEMORY, 12, true});
    errno = 0;
    EXPECT_EQ(nullptr, OPENSSL_malloc(32)) << operation;
    EXPECT_EQ(ENOMEM, errno);
    EXPECT_NE(MEMCALL_OK, memcall_last_error()->status);
    EXPECT_TRUE(fake_os_fault_happened()) << operation;
  }
  fake_os_no_faults();
  void* bytes = OPENSSL_malloc(32);
  EXPECT_TRUE(Owns(bytes));
  OPENSSL_free(bytes);
  EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  EXPECT_EQ(1u, fake_os_fork_handlers()) << "whatever was tried how often";
}

}  // namespace
}  // namespace boringssl_heap_test
