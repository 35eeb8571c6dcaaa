/* size_class.h: which slot an object of a given size gets.

   An object and its canary share a slot; slots of one class share a page. There are few classes,
   because each one that is in use costs a page, and a heap may have only fifteen. */
#ifndef MEMGUARD_HEAP_SIZE_CLASS_H
#define MEMGUARD_HEAP_SIZE_CLASS_H

#include <stddef.h>
#include <stdint.h>

#define MEMGUARD_EDGE \
  16u /* least bytes of canary on either side of an object; also the alignment */
#define MEMGUARD_CLASSES 48u
#define MEMGUARD_CLASS_STEPS 2048u /* slots of up to 32 KiB, half of the largest page there is */

typedef struct memguard_size_class {
  uint16_t slot;       /* bytes, a multiple of MEMGUARD_EDGE */
  uint16_t slots;      /* on one page */
  uint32_t reciprocal; /* 2^32 / slot, rounded up: an offset within a page is divided by a
                          multiplication */
} memguard_size_class;

typedef struct memguard_size_classes {
  size_t largest; /* object that still fits a slot */
  uint32_t count;
  memguard_size_class of[MEMGUARD_CLASSES];
  uint8_t index[MEMGUARD_CLASS_STEPS]; /* class by slot bytes in steps of MEMGUARD_EDGE */
} memguard_size_classes;

/* Fills the table for pages of this size. */
void memguard_size_classes_make(size_t page, memguard_size_classes *out);

/* The class of an object; size is at most `largest`. */
static inline uint32_t memguard_size_class_of(const memguard_size_classes *classes, size_t size) {
  return classes->index[(size + 2 * MEMGUARD_EDGE - 1) / MEMGUARD_EDGE];
}

/* The first class from there on in which some slot starts at a multiple of alignment, a power of
   two; `count`: there is none. */
uint32_t memguard_size_class_aligned(const memguard_size_classes *classes, size_t size,
                                     size_t alignment);

#endif
