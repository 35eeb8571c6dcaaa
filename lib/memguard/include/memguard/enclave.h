/* memguard/enclave.h: a secret at rest as ciphertext (ChaCha20-Poly1305, RFC 8439). Costs no locked
   memory of its own: the whole context locks one page for its key. After any of these calls
   returns, and while a callback runs, no byte of the key stands on the stack or in a vector
   register.

   Threads: any number of threads may open one enclave at once. */
#ifndef MEMGUARD_ENCLAVE_H
#define MEMGUARD_ENCLAVE_H

#include "memguard/buffer.h"

MEMCALL_BEGIN

typedef struct memguard_enclave memguard_enclave;

/* memguard_enclave_new_from seals bytes and wipes them on success; _new_copy leaves them alone;
   _new_random seals length bytes of the kernel's generator that nobody has seen. *out is the
   caller's, NULL on failure. OK; INVALID: NULL, length 0; OVERFLOW; NO_MEMORY; LOCK_LIMIT, DENIED,
   UNSUPPORTED: the key's page; RANDOM; EXPIRED: a purge overlapped; SYSTEM. */
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
   LOCK_LIMIT, NO_MEMORY, SYSTEM. None leaves anything behind, neither memory nor plaintext nor
   entries in BoringSSL's error queue. memguard_enclave_open makes a READ_ONLY buffer, the caller's.
 */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_open(const memguard_enclave *enclave,
                                                                  memguard_buffer **out);

/* memguard_enclave_open_into decrypts straight to bytes (use memory of memguard/heap.h) and puts
 *the plaintext's size in length, also with TOO_SMALL, when capacity is less. On any other failure
 *bytes[0, capacity) is zero. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_open_into(
    const memguard_enclave *enclave, void *bytes, size_t capacity, size_t *length);

/* memguard_enclave_with_bytes opens into locked memory for as long as the callback runs; then the
   memory, the stack below and the registers are wiped. CALLBACK: it returned non-zero. EXPIRED
   after the callback ran: a purge overlapped, so discard what it did. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_enclave_with_bytes(
    const memguard_enclave *enclave, memguard_bytes_fn callback, void *user);

MEMCALL_END

#endif
