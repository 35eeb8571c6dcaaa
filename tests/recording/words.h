// words.h: the words of golden files for memcall's enumerators, flags and answers.
#ifndef TESTS_RECORDING_WORDS_H_
#define TESTS_RECORDING_WORDS_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lib/memcall/backend/backend.h"
#include "memcall/memcall.h"
#include "tests/recording/golden.h"

using Table = std::vector<std::pair<std::string, uint32_t>>;

extern const Table kSafeguards, kKinds, kAccess, kForks, kCoreDumps, kFlags;

// One name's number; fails the test when the table has no such name.
uint32_t NumberOf(const Table &table, const std::string &name);
// Of names that are joined by '|'.
uint32_t NumbersOf(const Table &table, const std::string &names);
std::string NamesOf(const Table &table, uint32_t numbers);

std::string Bytes(size_t size);
std::string CodeName(int64_t code);

// "OK" and more, or "LOCK_LIMIT: mlock, EAGAIN" from this thread's last error.
std::string Answer(memcall_status status, const std::string &more = "");
std::string Answer(memcall_answer answer);

// The words of a command that have the form name=value.
class Options {
 public:
  explicit Options(const Words &words) {
    for (const std::string &word : words) {
      const size_t equals = word.find('=');
      if (equals != std::string::npos) values_[word.substr(0, equals)] = word.substr(equals + 1);
    }
  }
  template <typename Number>
  void Set(const std::string &name, Number &number) const {
    if (const auto found = values_.find(name); found != values_.end())
      number = static_cast<Number>(std::stoull(found->second));
  }
  template <typename Number>
  void Set(const std::string &name, const Table &table, Number &number) const {
    if (const auto found = values_.find(name); found != values_.end())
      number = static_cast<Number>(NumbersOf(table, found->second));
  }

 private:
  std::map<std::string, std::string> values_;
};

#endif  // TESTS_RECORDING_WORDS_H_
