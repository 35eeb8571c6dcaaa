// library.h: a peer is opened while the bench runs, so that one which is not installed is a gap in the table.
#ifndef TESTS_BENCH_PEERS_LIBRARY_H
#define TESTS_BENCH_PEERS_LIBRARY_H

#include <string>

#include "tests/bench/work.h"

namespace bench {

// Opens what //tools/secmem/peers knows. Throws Missing with its reason.
template <class Peer>
void peer_open(bool (*open)(Peer*, char*, size_t), Peer* peer) {
  char why[160] = "";
  if (!open(peer, why, sizeof why)) throw Missing(why);
}

// The address of a function. Throws Missing: the library is not installed, or has no such function.
void* symbol(const char* library, const char* name);

template <class Function>
void bind(Function*& to, const char* library, const char* name) {
  to = reinterpret_cast<Function*>(symbol(library, name));
}

}  // namespace bench

#endif
