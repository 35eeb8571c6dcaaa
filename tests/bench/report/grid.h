// grid.h: a table of texts, printed as text or as Markdown.
#ifndef TESTS_BENCH_REPORT_GRID_H
#define TESTS_BENCH_REPORT_GRID_H

#include <string>
#include <vector>

#include "tests/bench/report/table.h"

namespace bench {

// The first row is the heading; the first column is flush left, the others flush right.
using Grid = std::vector<std::vector<std::string>>;

std::string print(const std::string& title, const Grid& grid, Form form);

}  // namespace bench

#endif
