/* storage_stream.c: a stream, ciphertext until it is read. Stray writes and stale reads go for the
   buffer that it is read into. */
#include "tools/secmem/attack/storage.h"

static bool keep(attack_vault *vault, int from) {
  void *slot = NULL;
  if (memguard_stream_new(vault->context, 0, &vault->stream) != MEMGUARD_OK) return false;
  if (!attack_read_slot(vault, from, &slot)) return false;
  memguard_status status = memguard_stream_write(vault->stream, slot, vault->length);
  memguard_free(vault->context, slot);
  return status == MEMGUARD_OK;
}

static bool reach(attack_vault *vault) {
  return memguard_stream_read_all(vault->stream, &vault->buffer) == MEMGUARD_OK &&
         attack_reach_buffer(vault);
}

static void drop(attack_vault *vault) {
  attack_drop_buffer(vault);
  memguard_stream_destroy(vault->stream);
}

/* One read may answer with less: a chunk at a time is opened. */
static bool use(attack_vault *vault, void *to) {
  unsigned char *at = to;
  size_t left = vault->length, got = 0;
  for (; left != 0; at += got, left -= got)
    if (memguard_stream_read(vault->stream, at, left, &got) != MEMGUARD_OK) return false;
  return true;
}

const attack_keeper attack_keep_stream = {.keep = keep, .use = use, .reach = reach, .drop = drop};
