// Where names are bound at the first call (-z lazy), the dynamic linker leaves registers on the stack: with that, the
// search finds what is left, and residue_lazy_test says something.
#include <cstdlib>

#include "tests/residue/finding.h"

namespace {

using namespace residue_test;

class LazyBinding : public ResidueTest {};

TEST_F(LazyBinding, LeavesRegistersOnTheStack) {
  if (getenv("LD_BIND_NOW") != nullptr) GTEST_SKIP() << "LD_BIND_NOW is set";
  Finding found = Hunt({&residue_kinds[0], "WhileBinding", nullptr});
  EXPECT_EQ("", found.trouble);
  EXPECT_GE(found.core_plain, 16u);
}

}  // namespace
