// One header, named by the build, twice and alone.
#include CXX_TEST_HEADER
#include CXX_TEST_HEADER
