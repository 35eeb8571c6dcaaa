/* json_check.h: whether a text is one JSON value (RFC 8259), and nothing else. */
#ifndef TESTS_SECMEM_JSON_CHECK_H
#define TESTS_SECMEM_JSON_CHECK_H

#include <string>

bool IsJson(const std::string &text);

/* How often `part` stands in `text`. */
size_t CountOf(const std::string &text, const std::string &part);

#endif
