/* cell.h: where the halves of a key stand, and how they are read and written beside others. */
#ifndef MEMGUARD_ENCLAVE_CELL_H
#define MEMGUARD_ENCLAVE_CELL_H

#include "lib/memguard/enclave/coffer.h"

#define MEMGUARD_SIDE (MEMGUARD_HALF * sizeof(uint64_t))

static inline uint64_t memguard_word(const _Atomic uint64_t *word) {
  return atomic_load_explicit(word, memory_order_relaxed);
}

static inline void memguard_cell_copy(const memguard_cell *cell,
                                      uint64_t halves[2 * MEMGUARD_HALF]) {
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) {
    halves[i] = memguard_word(&cell->left[i]);
    halves[MEMGUARD_HALF + i] = memguard_word(&cell->right[i]);
  }
}

/* The fence: see key.c. */
static inline void memguard_cell_store(memguard_cell *cell,
                                       const uint64_t halves[2 * MEMGUARD_HALF]) {
  atomic_thread_fence(memory_order_release);
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) {
    atomic_store_explicit(&cell->left[i], halves[i], memory_order_relaxed);
    atomic_store_explicit(&cell->right[i], halves[MEMGUARD_HALF + i], memory_order_relaxed);
  }
}

static inline void memguard_cell_zero(memguard_cell *cell) {
  static const uint64_t kZeros[2 * MEMGUARD_HALF];
  memguard_cell_store(cell, kZeros);
}

/* An entry: version ‖ pre-key (8 bits) ‖ cell (8 bits). */
static inline unsigned memguard_entry_cell(uint64_t entry) { return entry & 0xff; }
static inline unsigned memguard_entry_prekey(uint64_t entry) { return (entry >> 8) & 0xff; }

/* left ^= hash: from halves to key, and from key to halves. */
MEMGUARD_APART void memguard_key_mix(const memguard_coffer *coffer, memguard_assembly *parts);

/* NO_MEMORY, reported. */
memguard_status memguard_key_no_memory(const char *operation);

#endif
