// peek.h: what stands in pages that nobody may read. One definition per system.
#ifndef TESTS_MEMGUARD_BUFFER_PEEK_H
#define TESTS_MEMGUARD_BUFFER_PEEK_H

#include <cstddef>
#include <string>

namespace buffer_test {

// What stands in [address, address + size). False where no page is. Fit for a signal handler; on
// systems with proc(5) only.
bool PeekInto(const void* address, void* bytes, size_t size);

// Empty where no page is.
std::string Peek(const void* address, size_t size);

}  // namespace buffer_test

#endif
