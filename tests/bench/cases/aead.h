// aead.h: the floor of sealing: BoringSSL's ChaCha20-Poly1305 with a key that lies open, in memory that is there already.
#ifndef TESTS_BENCH_CASES_AEAD_H
#define TESTS_BENCH_CASES_AEAD_H

#include <cstddef>
#include <vector>

namespace bench {

class Aead {
 public:
  explicit Aead(size_t size);
  void seal();
  void open();
  void wipe();  // the ciphertext: no key that is found later opens what is gone
  void
  view_key();  // what it costs to put the key together from its halves: one BLAKE2b of 54 bytes

 private:
  std::vector<unsigned char> plain_, sealed_;
  unsigned char key_[32];
};

}  // namespace bench

#endif
