/* injection.c: see injection.h. The linker sends every call of the functions that are wrapped here, by
   the library or by BoringSSL, to __wrap_…, which calls the true one by __real_…. */
#include "tests/faults/injection.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memguard/enclave/crypto.h"
#include "tests/fake_os/fake_os.h"

static _Thread_local faults_fault plan;
static _Thread_local bool armed;
static _Thread_local unsigned in_system; /* the fake system's own memory is none of the call's */
static _Thread_local size_t calls[FAULTS_CRYPTO + 1];
static _Thread_local const char *failed;

/* --- Planning -------------------------------------------------------------------------------- */

void faults_arm(const faults_fault *fault) {
  plan = *fault;
  memset(calls, 0, sizeof calls);
  failed = NULL;
  fake_os_plan((fake_os_fault){.nth = plan.side == FAULTS_SYSTEM ? plan.nth : 0,
                               .operation = plan.operation,
                               .status = plan.status,
                               .os_code = 5,
                               .persistent = plan.persistent});
  armed = true;
}

/* The first entry, from the plan on, that answered what was planned. */
static const char *failed_operation(void) {
  fake_os_entry entry;
  size_t nth = 0;
  for (size_t i = fake_os_operations(); i-- > 0;) {
    if (!fake_os_log(i, &entry)) continue;
    if (plan.operation != NULL && strcmp(entry.operation, plan.operation) != 0) continue;
    if (++nth == plan.nth) return entry.operation;
  }
  return "?";
}

const char *faults_disarm(void) {
  armed = false;
  if (fake_os_fault_happened()) failed = failed_operation();
  calls[FAULTS_SYSTEM] = fake_os_operations();
  fake_os_no_faults();
  return failed;
}

size_t faults_calls(faults_side side) { return calls[side]; }

static bool is_due(faults_side side, const char *function) {
  if (!armed || in_system != 0) return false;
  calls[side]++;
  if (plan.side != side || plan.nth == 0) return false;
  bool due = plan.persistent ? calls[side] >= plan.nth : calls[side] == plan.nth;
  if (due && failed == NULL) failed = function;
  return due;
}

/* --- The fake system's own ------------------------------------------------------------------- */

struct fake_world;
struct fake_world *__real_fake_enter(void);
struct fake_world *__wrap_fake_enter(void);
void __real_fake_leave(void);
void __wrap_fake_leave(void);

struct fake_world *__wrap_fake_enter(void) {
  in_system++;
  return __real_fake_enter();
}
void __wrap_fake_leave(void) {
  __real_fake_leave();
  if (in_system != 0) in_system--;
}

/* --- The C library --------------------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *pointer, size_t size);
void *__wrap_realloc(void *pointer, size_t size);

void *__wrap_malloc(size_t size) {
  return is_due(FAULTS_MEMORY, "malloc") ? NULL : __real_malloc(size);
}
void *__wrap_calloc(size_t count, size_t size) {
  return is_due(FAULTS_MEMORY, "calloc") ? NULL : __real_calloc(count, size);
}
void *__wrap_realloc(void *pointer, size_t size) {
  return is_due(FAULTS_MEMORY, "realloc") ? NULL : __real_realloc(pointer, size);
}

/* --- The provider ---------------------------------------------------------------------------- */

bool __real_memguard_crypto_init(memguard_cipher *cipher, memguard_cipher_kind kind,
                                 const unsigned char *key);
bool __wrap_memguard_crypto_init(memguard_cipher *cipher, memguard_cipher_kind kind,
                                 const unsigned char *key);
bool __real_memguard_crypto_condense(memguard_cipher *room, const unsigned char *key,
                                     const void *bytes, size_t length, unsigned char *out);
bool __wrap_memguard_crypto_condense(memguard_cipher *room, const unsigned char *key,
                                     const void *bytes, size_t length, unsigned char *out);
bool __real_memguard_crypto_seal(const memguard_cipher *cipher, const unsigned char *nonce,
                                 const void *aad, size_t aad_length, const void *bytes,
                                 size_t length, unsigned char *out);
bool __wrap_memguard_crypto_seal(const memguard_cipher *cipher, const unsigned char *nonce,
                                 const void *aad, size_t aad_length, const void *bytes,
                                 size_t length, unsigned char *out);
bool __real_memguard_crypto_open(const memguard_cipher *cipher, const unsigned char *nonce,
                                 const void *aad, size_t aad_length, const unsigned char *sealed,
                                 size_t length, void *out);
bool __wrap_memguard_crypto_open(const memguard_cipher *cipher, const unsigned char *nonce,
                                 const void *aad, size_t aad_length, const unsigned char *sealed,
                                 size_t length, void *out);
bool __real_memguard_crypto_blank(memguard_cipher *blank, bool uses_aes);
bool __wrap_memguard_crypto_blank(memguard_cipher *blank, bool uses_aes);

bool __wrap_memguard_crypto_init(memguard_cipher *cipher, memguard_cipher_kind kind,
                                 const unsigned char *key) {
  return !is_due(FAULTS_CRYPTO, "init") && __real_memguard_crypto_init(cipher, kind, key);
}
bool __wrap_memguard_crypto_condense(memguard_cipher *room, const unsigned char *key,
                                     const void *bytes, size_t length, unsigned char *out) {
  return !is_due(FAULTS_CRYPTO, "condense") &&
         __real_memguard_crypto_condense(room, key, bytes, length, out);
}
bool __wrap_memguard_crypto_seal(const memguard_cipher *cipher, const unsigned char *nonce,
                                 const void *aad, size_t aad_length, const void *bytes,
                                 size_t length, unsigned char *out) {
  return !is_due(FAULTS_CRYPTO, "seal") &&
         __real_memguard_crypto_seal(cipher, nonce, aad, aad_length, bytes, length, out);
}
/* What a provider promises of what is not authentic. */
bool __wrap_memguard_crypto_open(const memguard_cipher *cipher, const unsigned char *nonce,
                                 const void *aad, size_t aad_length, const unsigned char *sealed,
                                 size_t length, void *out) {
  if (!is_due(FAULTS_CRYPTO, "open"))
    return __real_memguard_crypto_open(cipher, nonce, aad, aad_length, sealed, length, out);
  memset(out, 0, length);
  return false;
}
bool __wrap_memguard_crypto_blank(memguard_cipher *blank, bool uses_aes) {
  return !is_due(FAULTS_CRYPTO, "blank") && __real_memguard_crypto_blank(blank, uses_aes);
}
