/* storage_openssl.c: OpenSSL's secure heap, for comparison. */
#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"
#include "tools/secmem/peers/peers.h"

static peer_openssl peer;

static bool find(char *why, size_t capacity) { return peer_openssl_open(&peer, why, capacity); }

static bool keep(attack_vault *vault, int from) {
  if (!peer_openssl_begin(&peer, 2 * vault->length)) return false;
  vault->bytes = peer.allocate(vault->length, "", 0);
  return vault->bytes != NULL && attack_read_all(from, vault->bytes, vault->length);
}

static void drop(attack_vault *vault) { peer.release(vault->bytes, "", 0); }

const attack_keeper attack_keep_openssl = {
    .find = find, .keep = keep, .use = attack_use_plainly, .drop = drop};
