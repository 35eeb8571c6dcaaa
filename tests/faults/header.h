// header.h: what a public header declares, and the comments that are about it.
#ifndef TESTS_FAULTS_HEADER_H
#define TESTS_FAULTS_HEADER_H

#include <map>
#include <string>
#include <vector>

namespace faults {

struct Declaration {
  std::string comment;  // the one right before it, or before those that it stands with
  std::string before;   // the comment before that one
  std::string opening;  // of its header
  std::string common;   // the comment of its header that says what all constructors answer
};

using Declarations = std::map<std::string, Declaration>;

// Adds what stands in the header to `to`.
void ReadHeader(const std::string& path, Declarations* to);

// All that is said of a function's statuses: its own comment, and those that it refers to.
std::string SaidOf(const std::string& function, const Declarations& declarations);

bool HasWord(const std::string& text, const std::string& word);
std::vector<std::string> WordsOf(const std::string& text);

}  // namespace faults

#endif
