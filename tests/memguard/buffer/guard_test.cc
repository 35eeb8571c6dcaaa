// Accesses that must fault, on the real system: each kills the process.
#include "tests/death/death.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

void Touch(const volatile unsigned char* byte) {
  AboutToFault();
  (void)*byte;
}

void Change(volatile unsigned char* byte) {
  AboutToFault();
  *byte = 1;
}

#define EXPECT_FAULT(statement) EXPECT_EXIT(statement, DiedOfFault, kReached)

class GuardDeathTest : public BufferTest {
 protected:
  void SetUp() override {
    DieAnew();
    BufferTest::SetUp();
  }
};

TEST_F(GuardDeathTest, OneByteOutsideFaultsOnBothSides) {
  for (size_t size : {size_t{1}, size_t{15}, size_t{16}, size_t{32}, Page() - 1, Page(), Page() + 1,
                      2 * Page()}) {
    memguard_buffer* buffer = New(size);
    size_t pages = 0;
    unsigned char *first = inside_pages(buffer, &pages),
                  *data = memguard_buffer_mutable_data(buffer);
    Change(data);
    Change(data + size - 1);
    EXPECT_FAULT(Touch(data + size)) << size;
    EXPECT_FAULT(Change(data + size)) << size;
    EXPECT_FAULT(Touch(data + size + Page() - 1)) << size;
    EXPECT_FAULT(Touch(first - 1)) << size;
    EXPECT_FAULT(Change(first - 1)) << size;
    EXPECT_FAULT(Touch(first - Page())) << size;
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(GuardDeathTest, GuardsStayWhenProtectionChanges) {
  memguard_buffer* buffer = New(32);
  unsigned char* data = memguard_buffer_mutable_data(buffer);
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    EXPECT_FAULT(Touch(data + 32)) << protection;
  }
  memguard_buffer_destroy(buffer);
}

TEST_F(GuardDeathTest, AFrozenBufferFaultsWhenWrittenAndAHiddenOneWhenRead) {
  memguard_buffer* buffer = New(32);
  unsigned char* data = memguard_buffer_mutable_data(buffer);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
  Touch(data);
  EXPECT_FAULT(Change(data));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer));
  EXPECT_FAULT(Touch(data));
  EXPECT_FAULT(Change(data));
  memguard_buffer_destroy(buffer);
}

// A thread must not go on with a key of zeros.
TEST_F(GuardDeathTest, APurgedBufferFaultsUntilDestroyed) {
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    memguard_buffer* buffer = NewCopy("a key");
    const unsigned char* data = memguard_buffer_data(buffer);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    memguard_purge(context_);
    EXPECT_FAULT(Touch(data)) << protection;
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(GuardDeathTest, ADestroyedBufferFaults) {
  memguard_buffer* buffer = NewCopy("a key");
  const unsigned char* data = memguard_buffer_data(buffer);
  memguard_buffer_destroy(buffer);
  EXPECT_FAULT(Touch(data));
}

class CanaryDeathTest : public GuardDeathTest,
                        public ::testing::WithParamInterface<memguard_protection> {};

// Without a handler: one line on standard error, then abort(3).
TEST_P(CanaryDeathTest, ABrokenCanaryEndsTheProcessWithOneLine) {
  memguard_buffer* buffer = New(32);
  unsigned char* data = memguard_buffer_mutable_data(buffer);
  data[-1] ^= 1;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, GetParam()));
  EXPECT_EXIT(memguard_buffer_destroy(buffer), DiedOfAbort,
              "^memguard_buffer_destroy: bytes before an object were overwritten "
              "\\(an object of 32 bytes\\)\n$");
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_melt(buffer));
  data[-1] ^= 1;
  memguard_buffer_destroy(buffer);
}

INSTANTIATE_TEST_SUITE_P(Protections, CanaryDeathTest,
                         ::testing::Values(MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                           MEMGUARD_READ_WRITE));

}  // namespace
}  // namespace buffer_test
