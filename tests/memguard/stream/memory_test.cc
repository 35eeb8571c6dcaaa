// The system has no more ordinary memory: a write that does not fit changes nothing.
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Fails;
using stream_test::Giver;
using stream_test::Secret;

constexpr size_t kHuge = size_t{512} << 20;

class MemoryTest : public stream_test::StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    Make(0);
    huge_ = mmap(nullptr, kHuge, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ASSERT_NE(MAP_FAILED, huge_);
    Put("before");
    ASSERT_EQ(0, getrlimit(RLIMIT_AS, &before_));
    rlimit tight = before_;
    tight.rlim_cur = AddressSpace() + (size_t{64} << 20);
    ASSERT_EQ(0, setrlimit(RLIMIT_AS, &tight));
  }

  void TearDown() override {
    setrlimit(RLIMIT_AS, &before_);
    munmap(huge_, kHuge);
    StreamTest::TearDown();
  }

  // Bytes of this process's.
  static size_t AddressSpace() {
    size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * memcall_page_size();
  }

  void ExpectItWorks() {
    EXPECT_EQ(6u, Size());
    EXPECT_EQ("be", Take(2));
    Put(Secret(100000));
    EXPECT_EQ("fore" + Secret(100000), Take(200000));
  }

  void* huge_ = MAP_FAILED;
  rlimit before_ = {};
};

TEST_F(MemoryTest, AWriteOfMoreThanThereIs) {
  unsigned char* bytes = static_cast<unsigned char*>(huge_);
  bytes[0] = 'a', bytes[kHuge - 1] = 'z';
  EXPECT_TRUE(Fails(MEMGUARD_ERR_NO_MEMORY, "memguard_stream_write",
                    memguard_stream_write(stream_, bytes, kHuge)));
  EXPECT_TRUE(bytes[0] == 'a' && bytes[kHuge - 1] == 'z');
  ExpectItWorks();
}

memguard_status GiveZeros(void* user, void* bytes, size_t capacity, size_t* got) {
  memset(bytes, 0, capacity);
  *static_cast<size_t*>(user) += capacity;
  *got = capacity;
  return MEMGUARD_OK;
}

TEST_F(MemoryTest, AFillFromASourceThatNeverEnds) {
  size_t given = 0, moved = 0;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_NO_MEMORY, "memguard_stream_fill",
                    memguard_stream_fill(stream_, {GiveZeros, &given}, SIZE_MAX, &moved)));
  EXPECT_GT(moved, size_t{16} << 20);
  EXPECT_EQ(given, moved) << "every byte that was given is here";
  EXPECT_EQ(moved + 6, Size());
  setrlimit(RLIMIT_AS, &before_);
  EXPECT_EQ("before", Take(6));
  size_t got = 0;
  EXPECT_EQ(MEMGUARD_OK, memguard_stream_read(stream_, huge_, kHuge, &got));
  EXPECT_EQ(moved, got);
}

}  // namespace
