// The README's first example in C++, compiled as it stands there.
#include <array>

#include "securememory/securememory.hpp"
#include "tests/examples/five_cxx.h"

bool five(std::array<unsigned char, 32>& key) {
  // clang-format off
// README
auto secret = securememory::secret::from(key);                 // key is wiped now
if (!secret) return false;                                     // secret.status() says why
return secret->with_bytes([](securememory::bytes k) {          // plaintext only in here
  return sign(k.data(), k.size());
}) == SECUREMEMORY_OK;
// END
  // clang-format on
}
