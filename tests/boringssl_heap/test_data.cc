// test_data.cc: the files that BoringSSL's own tests ask for by name, read from where Bazel keeps them.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

std::string GetTestData(const char* path);

std::string GetTestData(const char* path) {
  std::ifstream file("../boringssl/src/" + std::string(path), std::ios::binary);
  if (!file) {
    fprintf(stderr, "there is no test data by the name of %s\n", path);
    exit(1);
  }
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
