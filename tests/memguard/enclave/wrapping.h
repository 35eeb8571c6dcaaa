// wrapping.h: a fake system with a cipher of its own, as Windows has.
#ifndef TESTS_MEMGUARD_ENCLAVE_WRAPPING_H
#define TESTS_MEMGUARD_ENCLAVE_WRAPPING_H

#include "lib/memcall/backend/backend.h"
#include "tests/fake_os/fake_os.h"

namespace enclave_test {

// Until fake_os_reset, and for contexts that seal their first secret from now on.
inline void GiveTheSystemACipher() {
  fake_os_take_away("os_encrypt", nullptr);
  fake_os_take_away("os_decrypt", nullptr);
  memcall_backend_set_probe("os_encrypt", 1);
}

}  // namespace enclave_test

#endif
