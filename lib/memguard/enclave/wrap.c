/* wrap.c: the halves of the key, encrypted once more by the system where it can (Windows:
   CryptProtectMemory), under a key that stays in the kernel. Then the coffer's page alone, read from
   a dump, gives no key away.

   An addition, never the seal: that cipher is deterministic and tells no tampering, so enclaves are
   sealed by an AEAD in any case. Whether it works is asked once, with the process's other probes. */
#include "lib/memcall/backend/backend.h"
#include "lib/memcall/report.h"
#include "lib/memguard/enclave/coffer.h"

#define SIZE (2 * MEMGUARD_HALF * sizeof(uint64_t))

memguard_status memguard_coffer_wrap(const memguard_coffer *coffer,
                                     uint64_t halves[2 * MEMGUARD_HALF]) {
  if (!coffer->wraps) return MEMGUARD_OK;
  return (memguard_status)memcall_os_encrypt(halves, SIZE);
}

memguard_status memguard_coffer_unwrap(const memguard_coffer *coffer,
                                       uint64_t halves[2 * MEMGUARD_HALF]) {
  if (!coffer->wraps) return MEMGUARD_OK;
  return (memguard_status)memcall_os_decrypt(halves, SIZE);
}
