// A purge with MEMGUARD_PURGE_HEAP takes access to a container's content away: nobody goes on with
// zeros.
#include "tests/cxx/fixture.h"
#include "tests/death/death.h"

namespace {

void UseContentOfAPurgedHeap() {
  memguard_options options = memguard_options_relaxed();
  options.flags = MEMGUARD_PURGE_HEAP;
  auto context = std::move(*securememory::context::make(options));
  auto text = std::move(*securememory::secure_string::copy("a passphrase", context));
  context.purge();
  AboutToFault();
  volatile char seen = text[0];
  (void)seen;
}

TEST(CxxPurgeDeathTest, ContentOfAPurgedHeapFaults) {
  EXPECT_EXIT(UseContentOfAPurgedHeap(), DiedOfFault, kReached);
}

}  // namespace
