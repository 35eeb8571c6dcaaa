/* source.c: see source.h. */
#include "fuzz/source.h"

#include "fuzz/model.h"

static memguard_status give(void *user, void *bytes, size_t capacity, size_t *got) {
  fuzz_source *source = user;
  size_t size = source->size - source->at;
  if (size > capacity) size = capacity;
  if (source->piece != 0 && size > source->piece) size = source->piece;
  for (size_t i = 0; i < size; i++)
    ((unsigned char *)bytes)[i] = fuzz_secret_byte(source->seed, source->at + i);
  source->at += size;
  *got = size;
  return size == 0 && source->fails ? MEMGUARD_ERR_IO : MEMGUARD_OK;
}

memguard_source fuzz_source_of(fuzz_source *source) { return (memguard_source){give, source}; }
