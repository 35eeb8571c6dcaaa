// sodium.h: the functions of libsodium that are compared.
#ifndef TESTS_BENCH_PEERS_SODIUM_H
#define TESTS_BENCH_PEERS_SODIUM_H

#include <cstddef>

namespace bench {

struct Sodium {
  void open();  // throws Missing

  void* (*allocate)(size_t size);
  void (*release)(void* pointer);
  int (*freeze)(void* pointer);
  int (*melt)(void* pointer);
};

extern Sodium sodium;

}  // namespace bench

#endif
