// sodium.h: the functions of libsodium that are compared.
#ifndef TESTS_BENCH_PEERS_SODIUM_H
#define TESTS_BENCH_PEERS_SODIUM_H

#include "tools/secmem/peers/peers.h"

namespace bench {

struct Sodium : peer_sodium {
  void open();  // throws Missing
};

extern Sodium sodium;

}  // namespace bench

#endif
