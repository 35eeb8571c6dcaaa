// finding.h: lets a victim act and die, and tells what it left behind.
#ifndef TESTS_RESIDUE_FINDING_H
#define TESTS_RESIDUE_FINDING_H

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/residue/hunt.h"
#include "tests/residue/notes.h"
#include "tests/residue/scene.h"

namespace residue_test {

// The longest runs of 8 bytes and more: in all memory as the victim waits, and in its core file.
struct Finding {
  std::string trouble;  // why nothing could be found out; then all else says nothing
  size_t memory_keys = 0, memory_plain = 0;
  size_t core_keys = 0, core_plain = 0, core_halves = 0;
  bool four = false;  // 4 bytes in a row of a key or the plaintext in a register
  bool memory_read = false;
  int threads = 0;
  Notes notes;

  size_t Longest() const {
    return std::max({memory_keys, memory_plain, core_keys, core_plain, core_halves});
  }
};

std::ostream& operator<<(std::ostream& out, const Finding& finding);

// One hunt after the other, in a folder of their own.
class ResidueTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  Finding Hunt(const residue_victim& victim);

  // Four bytes may stand in a register by chance, but not in three victims one after the other. All
  // else is of the first.
  Finding HuntPatiently(const residue_victim& victim);

 private:
  void Start(const residue_victim& victim);
  bool WaitUntilItWaits(Finding* finding);
  void SearchMemory(Finding* finding);
  void SearchCore(Finding* finding);

  residue_hunt* hunt_ = nullptr;
  residue_table* table_ = nullptr;
  pid_t pid_ = -1;
};

// Where the plaintext may be in memory after the act.
bool MayStand(const residue_act& act, const residue_kind& kind);

// Every act in every kind that it has a meaning for.
struct Deed {
  const residue_act* act;
  const residue_kind* kind;
};
std::vector<Deed> AllDeeds();
std::string NameOf(const Deed& deed);

}  // namespace residue_test

#endif
