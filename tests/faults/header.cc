// header.cc: see header.h. It knows the form of our own headers, and no other.
#include "tests/faults/header.h"

#include <cctype>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

namespace faults {
namespace {

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Words with one space between, so that what is sought may stand on two lines.
std::string OnOneLine(const std::string& comment) {
  std::string line;
  for (char c : comment) {
    const bool is_space = c == ' ' || c == '\n' || c == '*';
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  return line;
}

bool IsPartOfAWord(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The name before the declaration's first parenthesis.
std::string NameIn(const std::string& declaration) {
  size_t end = declaration.find('('), begin = end;
  while (begin > 0 && IsPartOfAWord(declaration[begin - 1])) begin--;
  return declaration.substr(begin, end - begin);
}

bool RefersToTheLast(const std::string& comment) {
  return comment.find("the same") != std::string::npos ||
         comment.find("Same statuses") != std::string::npos;
}

// Comments and declarations, in their order.
struct Reader {
  std::string opening, comment, before, common;
  Declarations found;

  void Comment(const std::string& text) {
    if (text.find("---") != std::string::npos) return;  // the title of a section
    if (opening.empty()) opening = text;
    before = RefersToTheLast(comment) ? comment + before : comment;
    comment = text;
    if (text.find("All answer:") != std::string::npos) common = text;
  }
  void Declare(const std::string& name) { found[name] = {comment, before, opening, common}; }
};

// What a comment refers to, by names and by the words that our headers use.
std::set<std::string> ReferencesOf(const std::string& comment, const Declarations& declarations) {
  std::set<std::string> names;
  for (const auto& entry : declarations) {
    const std::string& name = entry.first;
    if (HasWord(comment, name)) names.insert(name);
    const size_t third = name.find('_', name.find('_') + 1);
    if (third == std::string::npos) continue;
    for (const char* form : {"Statuses of ", "statuses of ", "and of "})
      if (HasWord(comment, form + name.substr(third + 1))) names.insert(name);
  }
  return names;
}

void Add(const std::string& name, const Declarations& all, int depth, std::string* said) {
  const Declaration& one = all.at(name);
  const std::string comment = one.comment + (RefersToTheLast(one.comment) ? one.before : "");
  *said += comment + one.opening;
  for (const char* form : {"_new", "onstructors"})
    if (name.find(form) != std::string::npos || comment.find(form) != std::string::npos)
      *said += one.common;
  if (depth == 0) return;
  for (const std::string& other : ReferencesOf(comment, all))
    if (other != name) Add(other, all, depth - 1, said);
}

}  // namespace

bool HasWord(const std::string& text, const std::string& word) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; at++) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsPartOfAWord(text[at - 1])) &&
        (end == text.size() || !IsPartOfAWord(text[end])))
      return true;
  }
  return false;
}

std::vector<std::string> WordsOf(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()};
}

void ReadHeader(const std::string& path, Declarations* to) {
  const std::string text = TextOf(path);
  Reader reader;
  for (size_t at = 0; at < text.size(); at++) {
    if (text.compare(at, 2, "/*") == 0) {
      const size_t end = text.find("*/", at);
      reader.Comment(OnOneLine(text.substr(at + 2, end - at - 2)));
      at = end;
    } else if (text.compare(at, 12, "MEMCALL_API ") == 0) {
      const size_t end = text.find(';', at);
      reader.Declare(NameIn(text.substr(at, end - at)));
      at = end;
    }
  }
  for (auto& entry : reader.found) entry.second.common = reader.common;
  to->insert(reader.found.begin(), reader.found.end());
}

std::string SaidOf(const std::string& function, const Declarations& declarations) {
  std::string said;
  Add(function, declarations, 2, &said);
  return said;
}

}  // namespace faults
