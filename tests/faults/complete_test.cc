// Every function that a public header declares meets failures: in the table, or, with a reason, in a
// test that is named here. And every status that an act may answer is one that its header tells.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/faults/header.h"
#include "tests/faults/table.h"

namespace {

using faults::Declarations;

const char* const kHeaders[] = {
    "lib/memcall/include/memcall/memcall.h",
    "lib/memguard/include/memguard/buffer.h",
    "lib/memguard/include/memguard/bytes.h",
    "lib/memguard/include/memguard/context.h",
    "lib/memguard/include/memguard/enclave.h",
    "lib/memguard/include/memguard/heap.h",
    "lib/memguard/include/memguard/io.h",
    "lib/memguard/include/memguard/process.h",
    "lib/memguard/include/memguard/status.h",
    "lib/memguard/include/memguard/stream.h",
    "lib/securememory/include/securememory/factory.h",
    "lib/securememory/include/securememory/process.h",
    "lib/securememory/include/securememory/secret.h",
    "lib/securememory/include/securememory/stream.h",
};

struct Exception {
  const char *function, *test, *why;
};
const Exception kElsewhere[] = {
    {"memguard_exit", "tests/memguard/process/victim_exit.cc", "it ends the process"},
    {"memguard_panic", "tests/memguard/process/victim_exit.cc", "it ends the process"},
    {"securememory_exit", "tests/securememory/process_test.cc", "it ends the process"},
    {"memguard_catch_signals", "tests/memguard/process/handlers_faults_test.cc",
     "threads, descriptors and handlers of the process are counted there"},
    {"memguard_catch_faults", "tests/memguard/process/handlers_faults_test.cc",
     "threads, descriptors and handlers of the process are counted there"},
    {"memguard_release_signals", "tests/memguard/process/handlers_faults_test.cc",
     "threads, descriptors and handlers of the process are counted there"},
    {"securememory_catch_signals", "tests/securememory/process_test.cc",
     "it is memguard_catch_signals"},
    {"securememory_secret_new_prompt", "tests/securememory/faults_test.cc",
     "it needs a process without a terminal"},
};

Declarations Declared() {
  Declarations all;
  for (const char* header : kHeaders) faults::ReadHeader(header, &all);
  return all;
}

std::set<std::string> InTable() {
  std::set<std::string> names;
  for (size_t i = 0; i < faults_count_acts(); i++) names.insert(faults_act_at(i)->function);
  return names;
}

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Complete, EveryFunctionMeetsFailures) {
  std::set<std::string> met = InTable();
  for (const Exception& one : kElsewhere) {
    EXPECT_TRUE(met.insert(one.function).second) << one.function << " is in the table";
    EXPECT_TRUE(faults::HasWord(TextOf(one.test), one.function)) << one.test;
  }
  const Declarations declared = Declared();
  EXPECT_GT(declared.size(), 140u) << "the headers are understood";
  for (const auto& entry : declared) {
    EXPECT_EQ(1u, met.count(entry.first)) << "nothing fails below " << entry.first;
    met.erase(entry.first);
  }
  for (const std::string& name : met) ADD_FAILURE() << "no header declares " << name;
}

TEST(Complete, EveryStatusOfAnActIsDocumented) {
  const Declarations declared = Declared();
  for (size_t i = 0; i < faults_count_acts(); i++) {
    const faults_act& act = *faults_act_at(i);
    if (declared.count(act.function) == 0) continue;
    std::string said = faults::SaidOf(act.function, declared);
    if (declared.count(act.how) != 0) said += faults::SaidOf(act.how, declared);
    for (const std::string& status : faults::WordsOf(act.statuses))
      EXPECT_TRUE(faults::HasWord(said, status)) << act.function << " answers " << status;
  }
}

}  // namespace
