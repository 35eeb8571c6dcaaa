// The words of golden files.
#include "tests/recording/words.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/recording/recorder.h"

// --- Names to numbers and back ---

using Table = std::vector<std::pair<std::string, uint32_t>>;

const Table kSafeguards = {{"LOCKED", MEMCALL_LOCKED},
                           {"NO_DUMP", MEMCALL_NO_DUMP},
                           {"FORK_HANDLED", MEMCALL_FORK_HANDLED},
                           {"GUARDED", MEMCALL_GUARDED},
                           {"NO_MERGE", MEMCALL_NO_MERGE},
                           {"SECRET", MEMCALL_SECRET},
                           {"LARGE", MEMCALL_LARGE},
                           {"KEYED", MEMCALL_KEYED},
                           {"nothing", 0}};
const Table kKinds = {{"REGULAR", MEMCALL_REGULAR},
                      {"SECURE", MEMCALL_SECURE},
                      {"LARGE_PAGE", MEMCALL_LARGE_PAGE},
                      {"SECRET_MEMORY", MEMCALL_SECRET_MEMORY}};
const Table kAccess = {
    {"NO_ACCESS", MEMCALL_NO_ACCESS},       {"READ_ONLY", MEMCALL_READ_ONLY},
    {"READ_WRITE", MEMCALL_READ_WRITE},     {"EXECUTE", MEMCALL_EXECUTE},
    {"READ_EXECUTE", MEMCALL_READ_EXECUTE}, {"READ_WRITE_EXECUTE", MEMCALL_READ_WRITE_EXECUTE}};
const Table kForks = {{"INHERIT", MEMCALL_FORK_INHERIT},
                      {"WIPE", MEMCALL_FORK_WIPE},
                      {"EXCLUDE", MEMCALL_FORK_EXCLUDE}};
const Table kCoreDumps = {{"OFF", MEMCALL_CORE_DUMPS_OFF},
                          {"OFF_FOR_GOOD", MEMCALL_CORE_DUMPS_OFF_FOR_GOOD},
                          {"AS_BEFORE", MEMCALL_CORE_DUMPS_AS_BEFORE}};
const Table kFlags = {
    {"CORE_DUMPS", MEMCALL_HARDEN_CORE_DUMPS},       {"NOT_DUMPABLE", MEMCALL_HARDEN_NOT_DUMPABLE},
    {"NO_DEBUGGER", MEMCALL_HARDEN_NO_DEBUGGER},     {"NO_NEW_PRIVS", MEMCALL_HARDEN_NO_NEW_PRIVS},
    {"ERROR_DIALOGS", MEMCALL_HARDEN_ERROR_DIALOGS}, {"MITIGATIONS", MEMCALL_HARDEN_MITIGATIONS}};

uint32_t NumberOf(const Table &table, const std::string &name) {
  for (const auto &[one, number] : table)
    if (one == name) return number;
  ADD_FAILURE() << "no command knows the word " << name;
  return 0;
}

uint32_t NumbersOf(const Table &table, const std::string &names) {
  uint32_t numbers = 0;
  for (size_t start = 0; start < names.size();) {
    const size_t end = std::min(names.find('|', start), names.size());
    numbers |= NumberOf(table, names.substr(start, end - start));
    start = end + 1;
  }
  return numbers;
}

std::string NamesOf(const Table &table, uint32_t numbers) {
  std::string names;
  for (const auto &[one, number] : table)
    if ((numbers & number) != 0) names += (names.empty() ? "" : "|") + one;
  return names.empty() ? "nothing" : names;
}

std::string Bytes(size_t size) {
  if (size == MEMCALL_UNLIMITED) return "unlimited";
  return size == MEMCALL_UNKNOWN ? "unknown" : std::to_string(size);
}

std::string CodeName(int64_t code) {
  return code == 0 ? "no code" : recorder_value(code, recorded_codes).text;
}

static std::string StatusName(memcall_status status) {
  const std::string name = memcall_status_name(status);
  return status == MEMCALL_OK ? "OK" : name.substr(sizeof "MEMCALL_ERR_" - 1);
}

// --- Answers ---

std::string Answer(memcall_status status, const std::string &more) {
  if (status == MEMCALL_OK) return "OK" + more;
  const memcall_error *error = memcall_last_error();
  return StatusName(status) + ": " + error->operation + ", " + CodeName(error->os_code);
}

std::string Answer(memcall_answer answer) {
  if (answer.status == MEMCALL_OK) return "OK";
  return StatusName(answer.status) + ": " + answer.operation + ", " + CodeName(answer.os_code);
}

int64_t CodeNamed(const std::string &name) {
  for (const recorder_name *row = recorded_codes; row->name != nullptr; row++)
    if (name == row->name) return row->number;
  ADD_FAILURE() << "the recorded system has no error " << name;
  return -1;
}
