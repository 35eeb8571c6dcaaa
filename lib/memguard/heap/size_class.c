/* size_class.c: the table of slot sizes, worked out from the page size. */
#include "lib/memguard/heap/size_class.h"

#include <stdbool.h>

/* As many bytes as each of so many slots can have: what a division leaves goes to the slots. */
static size_t widest(size_t room, size_t slots) {
  return room / slots / MEMGUARD_EDGE * MEMGUARD_EDGE;
}

static void add(memguard_size_classes *out, size_t slot, size_t slots) {
  out->of[out->count++] = (memguard_size_class){
      .slot = (uint16_t)slot,
      .slots = (uint16_t)slots,
      .reciprocal = (uint32_t)(((UINT64_C(1) << 32) + slot - 1) / slot),
  };
}

/* A quarter more each time, so that about a fifth is wasted at most; below 128 bytes each step has a
   class. */
static size_t next_above(size_t slot) {
  size_t step = slot / 4 / MEMGUARD_EDGE * MEMGUARD_EDGE;
  return slot + (step > MEMGUARD_EDGE ? step : MEMGUARD_EDGE);
}

static void fill_index(memguard_size_classes *out) {
  uint32_t which = 0;
  for (uint32_t step = 0; step * MEMGUARD_EDGE <= out->of[out->count - 1].slot; step++) {
    if (step * MEMGUARD_EDGE > out->of[which].slot) which++;
    out->index[step] = (uint8_t)which;
  }
}

void memguard_size_classes_make(size_t page, memguard_size_classes *out) {
  size_t room = page - MEMGUARD_EDGE; /* the canary at the page's start */
  size_t slot = 2 * MEMGUARD_EDGE;
  out->count = 0;
  while (slot * 2 <= room && out->count < MEMGUARD_CLASSES) {
    size_t slots = room / slot;
    slot = widest(room, slots);
    add(out, slot, slots);
    slot = next_above(slot);
  }
  out->largest = out->of[out->count - 1].slot - MEMGUARD_EDGE;
  fill_index(out);
}

/* --- Alignment ------------------------------------------------------------------------------- */

static bool has_aligned_slot(const memguard_size_class *cut, size_t alignment) {
  for (size_t slot = 0; slot < cut->slots; slot++)
    if (((MEMGUARD_EDGE + slot * cut->slot) & (alignment - 1)) == 0) return true;
  return false;
}

/* A slot whose size is an odd number of steps meets every alignment sooner or later; one whose size
   is a power of two meets none, because the first slot starts behind a canary. */
uint32_t memguard_size_class_aligned(const memguard_size_classes *classes, size_t size,
                                     size_t alignment) {
  if (size > classes->largest) return classes->count;
  uint32_t which = memguard_size_class_of(classes, size);
  while (which < classes->count && !has_aligned_slot(&classes->of[which], alignment)) which++;
  return which;
}
