// There is no ordinary memory for a stream: each calloc(3) of its constructor fails in turn, the
// answer is NO_MEMORY, and nothing is left of it.
#include <cstdlib>

#include "tests/securememory/stream_fixture.h"

namespace {

thread_local size_t calls, fails_on;  // the nth from the last reset; 0: none

}  // namespace

// The linker gives every calloc of this program to the first, and calls the second __real_calloc.
extern "C" void* __real_calloc(size_t count, size_t size);
extern "C" void* __wrap_calloc(size_t count, size_t size) {
  return ++calls == fails_on ? nullptr : __real_calloc(count, size);
}

namespace {

using namespace secret_test;

class StreamMemory : public WithStream, public ::testing::Test {};

TEST_F(StreamMemory, NewLeavesNothing) {
  size_t failed = 0;
  for (bool happened = true; happened;) {
    securememory_factory_options options = securememory_factory_options_default();
    options.flags = SECUREMEMORY_TRACK_SITES;
    Open(SECUREMEMORY_SEALED, &options);
    calls = 0, fails_on = ++failed;
    securememory_status status = securememory_stream_new(factory_, kChunk, &stream_);
    happened = calls >= fails_on;
    fails_on = 0;
    EXPECT_EQ(happened ? SECUREMEMORY_ERR_NO_MEMORY : SECUREMEMORY_OK, status);
    EXPECT_EQ(happened, stream_ == nullptr);
    EXPECT_EQ(happened ? 1u : 0u, Metrics().failures);
    EXPECT_EQ(happened ? 0u : 1u, Metrics().in_use);
    CloseAll();  // which would be BUSY
  }
  EXPECT_EQ(4u, failed) << "the handle, memguard's, the table of sites, and then none";
}

}  // namespace
