/* kind_pages.c: the kinds with pages of their own: a buffer that at rest nobody may touch, or that
   nobody may change. */
#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/scrub/attributes.h"
#include "lib/securememory/kind.h"
#include "memguard/bytes.h"

/* --- Making ---------------------------------------------------------------------------------- */

static memguard_status fill(memguard_buffer *buffer, const void *bytes, size_t size) {
  memguard_status status = MEMGUARD_OK;
  uint32_t before = memguard_keyed_open(buffer->context);
  if (bytes == NULL) {
    status = memguard_scramble(buffer->data, size);
  } else {
    memguard_copy(buffer->data, bytes, size);
  }
  memguard_keyed_restore(before);
  return status;
}

/* Straight to its rest: a buffer's own constructors would change the access twice. */
MEMGUARD_APART static memguard_status store(securememory_held *held, const void *bytes,
                                            memguard_protection rest, const char *operation) {
  memguard_buffer *buffer = NULL;
  memguard_status status =
      memguard_buffer_begin_keyed(held->context, held->size, operation, &buffer);
  if (status != MEMGUARD_OK) return status;
  status = fill(buffer, bytes, held->size);
  if (status == MEMGUARD_OK) return memguard_buffer_commit(buffer, rest, operation, &held->buffer);
  memguard_buffer_abandon(buffer);
  return status;
}

static memguard_status store_hidden(securememory_held *held, const void *bytes,
                                    const char *operation) {
  return store(held, bytes, MEMGUARD_NO_ACCESS, operation);
}

static memguard_status store_frozen(securememory_held *held, const void *bytes,
                                    const char *operation) {
  return store(held, bytes, MEMGUARD_READ_ONLY, operation);
}

/* --- Opening and closing --------------------------------------------------------------------- */

static memguard_status status(const securememory_held *held) {
  return memguard_buffer_status(held->buffer);
}

static memguard_status open(securememory_held *held, const char *operation) {
  return memguard_buffer_lend(held->buffer, operation, &held->open);
}

static memguard_status hide(securememory_held *held, const char *operation, bool *refused) {
  held->open = NULL;
  return memguard_buffer_take_back(held->buffer, MEMGUARD_NO_ACCESS, operation, refused);
}

static memguard_status freeze(securememory_held *held, const char *operation, bool *refused) {
  held->open = NULL;
  return memguard_buffer_take_back(held->buffer, MEMGUARD_READ_ONLY, operation, refused);
}

/* --- Ending ---------------------------------------------------------------------------------- */

static void wipe(securememory_held *held) { memguard_buffer_retire(held->buffer); }

static void drop(securememory_held *held) {
  memguard_buffer_destroy(held->buffer);
  held->buffer = NULL;
}

static memguard_status safeguards(const securememory_held *held, memguard_safeguards *out) {
  return memguard_buffer_safeguards(held->buffer, out);
}

const securememory_kind_calls securememory_kind_protected = {
    store_hidden, status, open, hide, wipe, drop, safeguards, true};
const securememory_kind_calls securememory_kind_guarded = {store_frozen, status, open,       freeze,
                                                           wipe,         drop,   safeguards, true};
