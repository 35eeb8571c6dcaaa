/* access.h: whether a byte can be read or written right now, asked without dying. One definition
   per system. */
#ifndef TESTS_MEMCALL_ACCESS_H
#define TESTS_MEMCALL_ACCESS_H

#include <cstddef>

/* Whether a byte can be read or written right now, found out without dying. */
bool Readable(const void *address);
bool Writable(void *address); /* the byte keeps its value */

/* How many mappings lie in the range, which is all that a test mapped. */
size_t MappingsIn(const void *address, size_t size);

#endif
