// secret_bytes.h: the secret of the victim, made byte by byte so that no program file contains it.
#ifndef TESTS_MEMGUARD_PROCESS_SECRET_BYTES_H
#define TESTS_MEMGUARD_PROCESS_SECRET_BYTES_H

#include <cstddef>

const size_t kSecretSize = 32;

inline unsigned char SecretByte(size_t i) {
  volatile unsigned seed = 0x5eedu;
  return static_cast<unsigned char>(((seed + i * 197) * 2654435761u) >> 13);
}

#endif
