#include "tests/bench/report/table.h"

#include <algorithm>
#include <cstdio>

#include "tests/bench/report/grid.h"

namespace bench {
namespace {

void add_once(std::vector<std::string>* all, const std::string& one) {
  if (std::find(all->begin(), all->end(), one) == all->end()) all->push_back(one);
}

std::string bytes(size_t size) {
  if (size % 1048576 == 0) return std::to_string(size >> 20) + " MiB";
  if (size % 1024 == 0) return std::to_string(size >> 10) + " KiB";
  return std::to_string(size) + " B";
}

std::string row_name(const Key& key) {
  std::string name = key.what;
  if (key.shape.size != 0) name += ", " + bytes(key.shape.size);
  if (key.shape.live > 1)
    name += ", " + in_words(static_cast<double>(key.shape.live), "") + " live";
  if (key.shape.threads > 1) name += ", " + std::to_string(key.shape.threads) + " threads";
  return name;
}

// The spread is shown where it is worth a thought.
std::string cell(const Record& record) {
  if (!record.there()) return "-";
  const double middle = record.middle(), percent = middle > 0 ? 100 * record.spread() / middle : 0;
  std::string text = (record.at_least ? "> " : "") + in_words(middle, record.unit);
  if (record.values.size() > 1 && percent > 100) return text + " ±>100 %";
  if (record.values.size() > 1 && percent >= 1)
    text += " ±" + std::to_string(static_cast<int>(percent + 0.5)) + " %";
  return text;
}

const Record* find_row(const Records& records, const std::string& row, const std::string& who,
                       const std::string& group) {
  for (const Record& record : records)
    if (record.key.group == group && record.key.who == who && row_name(record.key) == row)
      return &record;
  return nullptr;
}

std::string cell_of(const Records& records, const std::string& row, const std::string& who,
                    const std::string& group) {
  const Record* record = find_row(records, row, who, group);
  return record == nullptr ? "" : cell(*record);
}

std::string times(double ratio) {
  char text[32];
  snprintf(text, sizeof text, "%.2f ×", ratio);
  return text;
}

// A last column where peers do the same act as we do.
void add_ratios(const Records& records, const std::string& group, Grid* grid) {
  bool any = false;
  std::vector<std::string> column;
  for (auto row = grid->begin() + 1; row != grid->end(); ++row) {
    column.emplace_back();
    const Record* ours = find_row(records, (*row)[0], kOurs, group);
    const Record* peer =
        ours == nullptr || !ours->there() ? nullptr : fastest_peer(records, ours->key);
    if (peer == nullptr || ours->unit != "ns") continue;
    column.back() = times(ours->middle() / peer->middle());
    any = true;
  }
  if (!any) return;
  grid->front().push_back("ours / fastest peer");
  for (size_t i = 0; i < column.size(); i++) (*grid)[i + 1].push_back(column[i]);
}

Grid grid_of(const Records& records, const std::string& group) {
  std::vector<std::string> rows, columns = {""};
  for (const Record& record : records) {
    if (record.key.group != group || record.missing == kNotAskedFor) continue;
    add_once(&rows, row_name(record.key));
    add_once(&columns, record.key.who);
  }
  Grid grid = {columns};
  for (const std::string& row : rows) {
    grid.push_back({row});
    for (size_t i = 1; i < columns.size(); i++)
      grid.back().push_back(cell_of(records, row, columns[i], group));
  }
  add_ratios(records, group, &grid);
  return grid;
}

Grid grid_of(const Goals& goals) {
  Grid grid = {{"", "ours", "against", "ratio", "goal", "result"}};
  for (const Goal& goal : goals) {
    const bool ratio = goal.there && !goal.against.empty();
    grid.push_back({goal.act, goal.ours, goal.against, ratio ? times(goal.value) : "", goal.bar,
                    !goal.there ? "not measured"
                    : goal.met  ? "met"
                                : "MISSED"});
  }
  return grid;
}

// Why there is a dash: each reason once for each implementation.
std::string gaps(const Records& records) {
  std::vector<std::string> lines;
  for (const Record& record : records)
    if (!record.there() && record.missing != kNotAskedFor)
      add_once(&lines,
               "- " + record.key.who + ", " + record.key.group + ": " + record.missing + "\n");
  std::string text;
  for (const std::string& line : lines) text += line;
  return text.empty() ? "" : "Where a dash stands:\n\n" + text;
}

}  // namespace

std::string tables(const Records& records, const Goals& goals, Form form) {
  std::vector<std::string> groups;
  for (const Record& record : records)
    if (record.missing != kNotAskedFor) add_once(&groups, record.key.group);
  std::string text = machine() + "\n\n";
  for (const std::string& group : groups) text += print(group, grid_of(records, group), form);
  return text + print("goals", grid_of(goals), form) + gaps(records);
}

}  // namespace bench
