#include "tests/bench/report/grid.h"

#include <algorithm>

namespace bench {
namespace {

// Characters, not bytes: all but the first byte of one are 10xxxxxx in UTF-8.
size_t columns(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::vector<size_t> widths(const Grid& grid) {
  std::vector<size_t> all(grid.front().size());
  for (const auto& row : grid)
    for (size_t i = 0; i < row.size(); i++) all[i] = std::max(all[i], columns(row[i]));
  return all;
}

std::string padded(const std::string& text, size_t width, bool left) {
  const std::string space(width - columns(text), ' ');
  return left ? text + space : space + text;
}

std::string text_row(const std::vector<std::string>& row, const std::vector<size_t>& width) {
  std::string line = "  ";
  for (size_t i = 0; i < row.size(); i++) line += padded(row[i], width[i], i == 0) + "  ";
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string markdown_row(const std::vector<std::string>& row) {
  std::string line = "|";
  for (const std::string& cell : row) line += " " + cell + " |";
  return line + "\n";
}

std::string markdown_rule(size_t count) {
  std::string line = "|---|";
  for (size_t i = 1; i < count; i++) line += "--:|";
  return line + "\n";
}

}  // namespace

std::string print(const std::string& title, const Grid& grid, Form form) {
  const bool markdown = form == Form::kMarkdown;
  const std::vector<size_t> width = widths(grid);
  std::string text = markdown ? "**" + title + "**\n\n" : title + "\n\n";
  for (size_t i = 0; i < grid.size(); i++) {
    text += markdown ? markdown_row(grid[i]) : text_row(grid[i], width);
    if (i == 0 && markdown) text += markdown_rule(grid[i].size());
  }
  return text + "\n";
}

}  // namespace bench
