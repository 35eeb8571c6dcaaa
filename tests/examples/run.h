// run.h: runs an example that is among the test's data.
#ifndef TESTS_EXAMPLES_RUN_H
#define TESTS_EXAMPLES_RUN_H

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/secmem/program.h"

namespace examples_test {

std::string PathOf(const std::string& example);

Outcome RunExample(const std::string& example, const std::vector<std::string>& words,
                   const std::function<void()>& prepare = {});

// For `prepare`: an ordinary user's process that may lock so many bytes.
std::function<void()> MayLock(size_t bytes);

// The examples' page, with what they print at the beginnings of lines.
std::string Readme();

inline bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Says so on one line, and nothing else.
inline void ExpectRefused(const Outcome& outcome, const std::string& why) {
  EXPECT_EQ(2, outcome.status);
  EXPECT_TRUE(Has(outcome.err, why)) << outcome.err;
  EXPECT_EQ(outcome.err.size() - 1, outcome.err.find('\n')) << outcome.err;
}

}  // namespace examples_test

#endif
