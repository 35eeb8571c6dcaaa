// seal.cc: the same in C++.
#include <algorithm>
#include <array>
#include <cstdio>

#include "securememory/securememory.hpp"

int main() {
  std::array<unsigned char, 32> key;
  key.fill(0x5a);
  const std::array<unsigned char, 32> same = key;
  auto secret = securememory::secret::from(key);
  bool opened = secret && secret->with_bytes([&same](securememory::bytes bytes) {
    return std::equal(bytes.begin(), bytes.end(), same.begin(), same.end());
  }) == SECUREMEMORY_OK;
  std::printf("%s: %s\n", securememory_version(), opened ? "sealed and opened" : "failed");
  return opened && key[0] == 0 ? 0 : 1;
}
