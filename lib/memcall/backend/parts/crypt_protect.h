/* crypt_protect.h: encryption in place under a key that only the kernel has. CryptProtectMemory.

   The same bytes become the same ciphertext, and nothing tells when it was changed. */
#ifndef MEMCALL_BACKEND_PARTS_CRYPT_PROTECT_H
#define MEMCALL_BACKEND_PARTS_CRYPT_PROTECT_H

#include <stdbool.h>
#include <string.h>

static inline BOOL memcall_part_encrypt(void *bytes, size_t size) {
  if (size > MAXDWORD) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  return CryptProtectMemory(bytes, (DWORD)size, CRYPTPROTECTMEMORY_SAME_PROCESS);
}

static inline BOOL memcall_part_decrypt(void *bytes, size_t size) {
  if (size > MAXDWORD) {
    SetLastError(ERROR_INVALID_PARAMETER);
    return FALSE;
  }
  return CryptUnprotectMemory(bytes, (DWORD)size, CRYPTPROTECTMEMORY_SAME_PROCESS);
}

/* Wine says yes and leaves the bytes as they are. Asked on a fresh page, which is zeroed. */
static inline int memcall_part_crypt_protect_works(void *page) {
  static const unsigned char zeros[2 * CRYPTPROTECTMEMORY_BLOCK_SIZE];
  const bool changed = memcall_part_encrypt(page, sizeof zeros) &&
                       memcmp(page, zeros, CRYPTPROTECTMEMORY_BLOCK_SIZE) != 0;
  const bool and_back =
      memcall_part_decrypt(page, sizeof zeros) && memcmp(page, zeros, sizeof zeros) == 0;
  return changed && and_back ? 0 : ERROR_INVALID_FUNCTION;
}

#endif
