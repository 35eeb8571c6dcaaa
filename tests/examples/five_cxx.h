// five_cxx.h: what stands around the README's first example in C++.
#ifndef TESTS_EXAMPLES_FIVE_CXX_H
#define TESTS_EXAMPLES_FIVE_CXX_H

#include <array>
#include <cstddef>

bool sign(const unsigned char* key, std::size_t length);
bool five(std::array<unsigned char, 32>& key);

#endif
