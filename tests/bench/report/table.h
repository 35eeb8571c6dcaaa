// table.h: the figures and the goals, for people.
#ifndef TESTS_BENCH_REPORT_TABLE_H
#define TESTS_BENCH_REPORT_TABLE_H

#include <string>

#include "tests/bench/report/goals.h"
#include "tests/bench/report/results.h"

namespace bench {

// As text for a terminal, or as Markdown for README.md.
enum class Form { kText, kMarkdown };

std::string tables(const Records& records, const Goals& goals, Form form);

// One object: the machine, the records, the goals.
std::string json(const Records& records, const Goals& goals);

// The machine in one line.
std::string machine();

}  // namespace bench

#endif
