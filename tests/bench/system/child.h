// child.h: figures that need a process of their own: fresh memory, other limits, another user, a tracer. The child is this
// program again, told which case to read.
#ifndef TESTS_BENCH_SYSTEM_CHILD_H
#define TESTS_BENCH_SYSTEM_CHILD_H

#include <string>

#include "tests/bench/case.h"

namespace bench {

// Reads case number `index` in a child. Throws Missing.
Reading read_in_child(size_t index, bool quick, const Conditions& conditions);

// The system calls that one act of case number `index` makes. Throws Missing.
double count_calls(size_t index, bool quick);

// The system calls of a program from its start to its end. Throws Missing.
double count_calls_of_program(const std::string& path, const char* argument);

// The child's side: true if this process is such a child, and has done what it was told.
bool serve_as_child(int argc, char** argv);

// A file beside this program. Throws Missing.
std::string beside_program(const std::string& name);

}  // namespace bench

#endif
