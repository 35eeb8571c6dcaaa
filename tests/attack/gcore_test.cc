/* gcore_test.cc: a debugger writes a core file of a running victim. gcore(1) leaves out what is marked
   as not to be dumped, as the kernel does; gcore -a does not. */
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <tuple>

#include "memguard/memguard.h"
#include "tests/attack/session.h"

extern "C" {  // headers of C files alone
#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_file.h"
}

namespace {

using attack_test::Session;

/* Its core file, with no name left; -1. */
int Gcore(attack_session *session, pid_t pid, bool all) {
  const std::string path = std::string(session->folder) + "/core";
  const std::string line = std::string("gcore ") + (all ? "-a " : "") + "-o " + path + " " +
                           std::to_string(pid) + " >/dev/null 2>&1 </dev/null";
  if (system(line.c_str()) != 0) return -1;
  const std::string name = path + "." + std::to_string(pid);
  int file = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  unlink(name.c_str());
  return file;
}

class GcoreTest : public Session, public testing::WithParamInterface<std::tuple<int, bool>> {
 protected:
  /* Whether anything of it was found; UNTESTED with a reason. */
  attack_cell Try(attack_storage storage, bool all) {
    attack_cell cell = {};
    attack_child child;
    cell.storage = storage;
    attack_search_start(session_->search);
    if (!attack_child_start(session_, &cell, ATTACK_ACT_HOLD, &child)) return cell;
    EXPECT_TRUE(attack_folder_make(session_));
    int file = Gcore(session_, child.pid, all);
    attack_judge(&cell, ATTACK_UNTESTED, "gcore wrote no core file");
    if (file >= 0) Search(file, &cell);
    attack_folder_remove(session_);
    attack_child_stop(&child);
    return cell;
  }
  void Search(int file, attack_cell *cell) {
    attack_harvest harvest = {};
    EXPECT_TRUE(attack_file_feed(session_, file, attack_search_feed, &harvest));
    attack_judge_harvest(session_, cell, &harvest);
    close(file);
  }
};

bool IsSealed(attack_storage storage) {
  return storage == ATTACK_ENCLAVE || storage == ATTACK_STREAM || storage == ATTACK_SEALED;
}

TEST_P(GcoreTest, AsPromised) {
  const auto storage = static_cast<attack_storage>(std::get<0>(GetParam()));
  const bool all = std::get<1>(GetParam());
  if (system("command -v gcore >/dev/null") != 0) GTEST_SKIP() << "gcore is not installed (gdb)";
  attack_cell cell = Try(storage, all);
  if (cell.result == ATTACK_UNTESTED) GTEST_SKIP() << cell.detail;
  const bool excluded = (cell.safeguards.in_force & MEMCALL_NO_DUMP) != 0;
  if (storage != ATTACK_MALLOC && !IsSealed(storage) && !all && !excluded)
    GTEST_SKIP() << "pages cannot be kept out of core files here";
  const bool locked = (cell.safeguards.in_force & MEMCALL_LOCKED) != 0;
  if (storage != ATTACK_MALLOC && !IsSealed(storage) && all && !locked)
    GTEST_SKIP() << "a debugger gives up at guards, which share a mapping with what is not locked";
  const bool leaks = storage == ATTACK_MALLOC || (all && !IsSealed(storage));
  EXPECT_EQ(cell.result, leaks ? ATTACK_LEAKED : ATTACK_CLOSED) << cell.detail;
}

INSTANTIATE_TEST_SUITE_P(All, GcoreTest,
                         testing::Combine(testing::Range(0, static_cast<int>(ATTACK_OURS)),
                                          testing::Bool()),
                         [](const auto &one) {
                           return attack_test::NameOf(std::get<0>(one.param)) +
                                  (std::get<1>(one.param) ? "_all" : "");
                         });

}  // namespace
