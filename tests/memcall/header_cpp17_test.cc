// The same program as header_c11_test, to a C++ compiler.
#include "tests/memcall/header_test.c"
