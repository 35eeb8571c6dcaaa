/* storage_libsodium.c: libsodium's sodium_malloc, for comparison. */
#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"
#include "tools/secmem/peers/peers.h"

static peer_sodium peer;

static bool find(char *why, size_t capacity) { return peer_sodium_open(&peer, why, capacity); }

static bool keep(attack_vault *vault, int from) {
  vault->bytes = peer.allocate(vault->length);
  return vault->bytes != NULL && attack_read_all(from, vault->bytes, vault->length);
}

static void drop(attack_vault *vault) { peer.release(vault->bytes); }

const attack_keeper attack_keep_libsodium = {
    .find = find, .keep = keep, .use = attack_use_plainly, .drop = drop};
