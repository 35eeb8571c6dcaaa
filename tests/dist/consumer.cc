// The same in C++, by the wrapper.
#include <array>
#include <cstdio>

#include "securememory/securememory.hpp"

int main() {
  std::array<unsigned char, 32> key;
  key.fill(7);
  auto secret = securememory::secret::from(key);
  if (!secret) return std::fprintf(stderr, "%s\n", memcall_last_error()->text), 1;
  auto sum = secret->with_bytes([](securememory::bytes plain) {
    unsigned total = 0;
    for (unsigned char byte : plain) total += byte;
    return total;
  });
  if (!sum || *sum != 7 * 32 || key[0] != 0) return 1;

  securememory::secure_string text;
  if (text.try_reserve(64) != SECUREMEMORY_OK) return 1;
  text.append_copy("in locked memory");
  if (text.size() != 16) return 1;
  std::printf("securememory %s works\n", securememory_version());
  return 0;
}
