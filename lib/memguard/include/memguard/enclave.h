/* memguard/enclave.h: a secret at rest as ciphertext, by the AEAD of its context (memguard_aead).
   Costs no locked memory of its own: the whole context locks one page for its keys, when it first
   seals (MEMGUARD_SHIELD some more). After any of these calls returns, and while a callback runs, no
   byte of a key stands on the stack or in a vector register.

   An open, and every eighth seal, that finds its context's halves older than refresh_interval_ms
   renews them on the way (memguard_refresh). If that fails the call goes on with the halves there
   are, and the next one tries again; memcall_last_error() may tell of it although the call answers
   OK.

   Threads: any number of threads may open one enclave at once. */
#ifndef MEMGUARD_ENCLAVE_H
#define MEMGUARD_ENCLAVE_H

#include "memguard/buffer.h"

MEMCALL_BEGIN

/* memguard_enclave is a handle of one. Opaque. */
typedef struct memguard_enclave memguard_enclave;

/* memguard_enclave_new_from seals bytes and wipes them on success; _new_copy leaves them alone;
   _new_random seals length bytes of the kernel's generator that nobody has seen. *out is the
   caller's, NULL on failure. OK; INVALID: NULL, length 0; OVERFLOW: longer than the
   AEAD can seal (256 GiB; AES-256-GCM 64 GiB); NO_MEMORY; LOCK_LIMIT, DENIED, UNSUPPORTED: the key's
   page; RANDOM; EXPIRED: a purge overlapped; BUSY: a new key is needed and 8 are alive
   (memguard_rotate); SYSTEM. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_new_from(memguard_context *context,
                                                                      void *bytes, size_t length,
                                                                      memguard_enclave **out);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_new_copy(memguard_context *context,
                                                                      const void *bytes,
                                                                      size_t length,
                                                                      memguard_enclave **out);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_new_random(memguard_context *context,
                                                                        size_t length,
                                                                        memguard_enclave **out);

/* memguard_buffer_seal seals a buffer's content, whatever its protection. On success the buffer is
   EXPIRED and its bytes wiped; destroy it all the same. On failure it is as it was. Statuses of
   new_copy, and FORKED. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_seal(memguard_buffer *buffer,
                                                                 memguard_enclave **out);

/* memguard_enclave_destroy wipes the ciphertext and ends the handle. NULL: no effect. */
MEMCALL_API void memguard_enclave_destroy(memguard_enclave *enclave);

/* memguard_enclave_status: OK, EXPIRED (purged), FORKED, INVALID (NULL). */
MEMCALL_API memguard_status memguard_enclave_status(const memguard_enclave *enclave);

/* memguard_enclave_size in bytes of the plaintext; 0 for NULL. Not a secret. */
MEMCALL_API size_t memguard_enclave_size(const memguard_enclave *enclave);

/* Opening. Errors of all three: INVALID; AUTH: the ciphertext was changed; EXPIRED; FORKED;
   LOCK_LIMIT, NO_MEMORY, DENIED, UNSUPPORTED, SYSTEM: locked memory for the plaintext. None leaves anything behind, neither memory nor plaintext nor
   entries in BoringSSL's error queue. memguard_enclave_open makes a READ_ONLY buffer, the caller's.
 */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_open(const memguard_enclave *enclave,
                                                                  memguard_buffer **out);

/* memguard_enclave_open_into decrypts straight to bytes (use memory of memguard/heap.h) and puts
 *the plaintext's size in length, also with TOO_SMALL, when capacity is less. On any other failure
 *bytes[0, capacity) is zero. Errors besides: memguard_enclave_open's. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_open_into(
    const memguard_enclave *enclave, void *bytes, size_t capacity, size_t *length);

/* memguard_enclave_with_bytes opens into locked memory for as long as the callback runs; then the
   memory, the stack below and the registers are wiped. At the limit of locked memory secrets of at
   most 192 bytes open in the key's page instead: two at once where pages have 4 KiB, more where they
   are larger; beyond that, and where a protection key closes that page, the answer is LOCK_LIMIT. Errors
   besides: memguard_enclave_open's. CALLBACK: it returned non-zero. EXPIRED
   after the callback ran: a purge overlapped, so discard what it did. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_with_bytes(
    const memguard_enclave *enclave, memguard_bytes_fn callback, void *user);

MEMCALL_END

#endif
