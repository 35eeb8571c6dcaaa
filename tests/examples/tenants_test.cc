// tenants: one is purged, the other one never notices.
#include "tests/examples/run.h"

namespace {

using examples_test::ExpectRefused;
using examples_test::Has;
using examples_test::MayLock;
using examples_test::Readme;
using examples_test::RunExample;

TEST(Tenants, OneIsPurgedAndTheOtherGoesOn) {
  for (int i = 0; i < 5; i++) {
    Outcome outcome = RunExample("tenants", {});
    EXPECT_EQ(0, outcome.status) << outcome.err;
    EXPECT_EQ(
        "alpha: answered requests, and then no more: SECUREMEMORY_ERR_EXPIRED\n"
        "beta: all 20000 requests were answered\n",
        outcome.out);
    EXPECT_TRUE(Has(Readme(), outcome.out)) << "and so says the page";
  }
}

TEST(Tenants, BothFitInto64KiB) {
  EXPECT_EQ(0, RunExample("tenants", {"32"}, MayLock(65536)).status);
}

TEST(Tenants, Refuses) {
  ExpectRefused(RunExample("tenants", {"1"}), "no room for alpha");
  ExpectRefused(RunExample("tenants", {}, MayLock(0)), "ulimit -l");
  for (const char* no : {"0", "many", "-1"}) ExpectRefused(RunExample("tenants", {no}), "usage");
}

}  // namespace
