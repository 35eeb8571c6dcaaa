// Runs golden files: each that is named on the command line is one test.
#include "tests/recording/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "tests/recording/recorder.h"

namespace {

// --- Replaying ---

Words WordsOf(const std::string &line) {
  std::istringstream stream(line);
  Words words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string Recorded() {
  static char lines[1 << 17];
  const bool complete = recorder_take_lines(lines, sizeof lines);
  return std::string(lines) + (complete ? "" : "!! more was recorded than fits\n");
}

void AppendRecorded(Lines &out) {
  std::istringstream stream(Recorded());
  for (std::string line; std::getline(stream, line);) out.push_back(line);
}

// Leaves nothing of a section behind; mappings that even cleaning up does not find are told.
void EndSection(Lines &out) {
  recorder_reset();
  CleanUp();
  const size_t lost = recorder_drop_mappings();
  if (lost != 0) out.push_back("!! mappings that nobody can give back: " + std::to_string(lost));
  recorder_reset();
}

// The function's name is kept for as long as the program runs: rules hold it.
void Fail(const Words &words) {
  static std::vector<std::unique_ptr<std::string>> names;
  names.push_back(std::make_unique<std::string>(words.at(1)));
  const size_t nth = words.size() < 4 ? 1 : words[3] == "always" ? 0 : std::stoul(words[3]);
  recorder_fail(names.back()->c_str(), nth, CodeNamed(words.at(2)));
}

void Command(const Words &words, Lines &out) {
  if (words.at(0) == "fail") return Fail(words);
  const std::string answer = CarryOut(words);
  AppendRecorded(out);
  out.push_back("-> " + answer);
  recorder_forget_rules();
}

}  // namespace

Lines Replay(const Lines &golden) {
  Lines out;
  for (const std::string &line : golden) {
    const std::string start = line.substr(0, 2);
    if (start == "==") EndSection(out);
    if (line.empty() || line[0] == '#' || start == "==" || start == "> ") out.push_back(line);
    if (start == "> ") Command(WordsOf(line.substr(2)), out);
  }
  EndSection(out);
  return out;
}

// --- Comparing ---

namespace {

// longest[i][j]: how many lines golden[i…] and found[j…] have in common, in order.
std::vector<std::vector<size_t>> Longest(const Lines &golden, const Lines &found) {
  std::vector<std::vector<size_t>> longest(golden.size() + 1,
                                           std::vector<size_t>(found.size() + 1));
  for (size_t i = golden.size(); i-- > 0;)
    for (size_t j = found.size(); j-- > 0;)
      longest[i][j] = golden[i] == found[j] ? longest[i + 1][j + 1] + 1
                                            : std::max(longest[i + 1][j], longest[i][j + 1]);
  return longest;
}

Lines WholeDifference(const Lines &golden, const Lines &found) {
  const auto longest = Longest(golden, found);
  Lines lines;
  size_t i = 0, j = 0;
  while (i < golden.size() || j < found.size()) {
    const bool both = i < golden.size() && j < found.size();
    if (both && golden[i] == found[j]) {
      lines.push_back("  " + golden[i]);
      i++, j++;
    } else if (j == found.size() || (i < golden.size() && longest[i + 1][j] >= longest[i][j + 1])) {
      lines.push_back("- " + golden[i++]);
    } else {
      lines.push_back("+ " + found[j++]);
    }
  }
  return lines;
}

Lines LinesOf(const std::string &path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  Lines lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::string Difference(const Lines &golden, const Lines &found) {
  const Lines lines = WholeDifference(golden, found);
  std::string text;
  for (size_t i = 0; i < lines.size(); i++) {
    const size_t first = i < 2 ? 0 : i - 2, last = std::min(i + 3, lines.size());
    if (std::any_of(lines.begin() + static_cast<ptrdiff_t>(first),
                    lines.begin() + static_cast<ptrdiff_t>(last),
                    [](const std::string &line) { return line[0] != ' '; }))
      text += lines[i] + "\n";
  }
  return text;
}

// --- Tests ---

namespace {

class Golden : public testing::Test {
 public:
  explicit Golden(std::string path) : path_(std::move(path)) {}
  void TestBody() override {
    const Lines golden = LinesOf(path_);
    EXPECT_FALSE(golden.empty());
    const std::string difference = Difference(golden, Replay(golden));
    EXPECT_EQ("", difference) << path_ << ", '-' as it has to be, '+' as it came out:\n"
                              << difference;
  }

 private:
  std::string path_;
};

std::string NameOf(const std::string &path) {
  const size_t start = path.rfind('/') + 1;
  return path.substr(start, path.rfind('.') - start);
}

}  // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; i++) {
    const std::string path = argv[i];
    testing::RegisterTest("Golden", NameOf(path).c_str(), nullptr, path.c_str(), __FILE__, __LINE__,
                          [path]() -> testing::Test * { return new Golden(path); });
  }
  return RUN_ALL_TESTS();
}
