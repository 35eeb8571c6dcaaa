// guide.h: what stands around the snippets of lib/cxx/README.md.
#ifndef TESTS_EXAMPLES_GUIDE_H
#define TESTS_EXAMPLES_GUIDE_H

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "securememory/securememory.hpp"

using Key = std::array<unsigned char, 32>;
using Tag = std::array<unsigned char, 16>;

Tag mac(securememory::bytes key);
bool log_in(const char* user, const char* password);

securememory::result<Tag> tag_of(Key& key);
Tag tag_or_throw(Key& key);
bool ask_and_log_in(int descriptor);
bool in_a_context(std::string& token);
std::size_t through_a_stream(std::string& pem);

#endif
