// golden.h: golden files. Each is a script and, line by line, what a system is to be asked when
// memcall runs it; both are written by hand, from the system's own man pages.
//
//   == a title            begins a section: nothing is left of the one before, and names start
//   again at a > command words…      is carried out by memcall on the recorded system (commands.cc
//   has the words) > fail mlock EAGAIN   the first mlock of the next command fails so; a number
//   behind it: that one, "always": all anything else         one call as the recorder writes it
//   down, or "-> …", what memcall answered
//
// '#' begins a comment, which may stand anywhere.
#ifndef TESTS_RECORDING_GOLDEN_H_
#define TESTS_RECORDING_GOLDEN_H_

#include <string>
#include <vector>

using Lines = std::vector<std::string>;
using Words = std::vector<std::string>;

// Carries the script out and returns the file as it would have to be.
Lines Replay(const Lines &golden);

// One line for each that differs, with '-' (golden) or '+' (as it came out) and up to two lines
// around; empty: none.
std::string Difference(const Lines &golden, const Lines &found);

// --- Commands (commands.cc) ---

// Carries one command out and returns what memcall answered, without "-> ".
std::string CarryOut(const Words &command);

// Frees what commands have left behind.
void CleanUp();

// The number of an error of the recorded system; fails the test when it has no such error.
int64_t CodeNamed(const std::string &name);

#endif  // TESTS_RECORDING_GOLDEN_H_
