/* storage.c: the code of each way to keep a secret. */
#include "tools/secmem/attack/storage.h"

#include <string.h>

const attack_keeper *attack_keeper_of(attack_storage storage) {
  static const attack_keeper *const kKeepers[ATTACK_STORAGES] = {
      [ATTACK_MALLOC] = &attack_keep_malloc,   [ATTACK_HEAP_SLOT] = &attack_keep_heap_slot,
      [ATTACK_BUFFER] = &attack_keep_buffer,   [ATTACK_HIDDEN_BUFFER] = &attack_keep_hidden_buffer,
      [ATTACK_ENCLAVE] = &attack_keep_enclave, [ATTACK_STREAM] = &attack_keep_stream,
      [ATTACK_SEALED] = &attack_keep_sealed,   [ATTACK_PROTECTED] = &attack_keep_protected,
      [ATTACK_GUARDED] = &attack_keep_guarded, [ATTACK_LIBSODIUM] = &attack_keep_libsodium,
      [ATTACK_OPENSSL] = &attack_keep_openssl, [ATTACK_LIBGCRYPT] = &attack_keep_libgcrypt,
  };
  return kKeepers[storage];
}

/* No compiler may know that nobody reads the copy. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;

/* What works on bytes has them in registers, and most of memcpy(3)'s stay there; which, is up to the
   C library. These are named as changed to nobody, so they are there when the call returns. */
static void take_to_a_register(const unsigned char *bytes, size_t length) {
#if defined(__x86_64__)
  if (length >= 16) __asm__ volatile("movdqu (%0), %%xmm5" ::"r"(bytes) : "memory");
  if (length < 16) __asm__ volatile("movq (%0), %%xmm5" ::"r"(bytes) : "memory");
#elif defined(__aarch64__)
  if (length >= 16) __asm__ volatile("ldr q5, [%0]" ::"r"(bytes) : "memory");
  if (length < 16) __asm__ volatile("ldr d5, [%0]" ::"r"(bytes) : "memory");
#else
  (void)bytes, (void)length;
#endif
}

bool attack_use_plainly(attack_vault *vault, void *to) {
  copy(to, vault->bytes, vault->length);
  take_to_a_register(vault->bytes, vault->length);
  return true;
}
