/* size_class.c: the table of slot sizes, worked out from the page size. */
#include "lib/memguard/heap/size_class.h"

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
