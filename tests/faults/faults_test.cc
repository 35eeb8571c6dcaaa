// Every public function, on every system, with everything below it failing in turn: see table.h and
// enumerate.h.
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "tests/faults/enumerate.h"

namespace {

using Param = std::tuple<size_t, size_t>;  // place, act

const faults_place& PlaceOf(const Param& param) { return faults_places[std::get<0>(param)]; }
const faults_act& ActOf(const Param& param) { return *faults_act_at(std::get<1>(param)); }

class Faults : public ::testing::TestWithParam<Param> {
 protected:
  static void SetUpTestSuite() { faults_warm_up(); }
};

TEST_P(Faults, LeaveAllAsDocumented) {
  faults_result result = faults_enumerate(&ActOf(GetParam()), &PlaceOf(GetParam()));
  EXPECT_EQ(0u, result.troubles) << result.text;
  EXPECT_GE(result.runs, 2u);
  if ((ActOf(GetParam()).is & FAULTS_ASKS_NOTHING) != 0) {
    EXPECT_EQ(0u, result.hits);
  }
}

std::string NameOf(const ::testing::TestParamInfo<Param>& info) {
  const faults_act& act = ActOf(info.param);
  std::string name = std::string(PlaceOf(info.param).name) + "_" + act.function;
  if (act.how[0] != '\0') name += std::string("_") + act.how;
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Faults,
                         ::testing::Combine(::testing::Range(size_t{0}, faults_places_count),
                                            ::testing::Range(size_t{0}, faults_count_acts())),
                         NameOf);

}  // namespace
