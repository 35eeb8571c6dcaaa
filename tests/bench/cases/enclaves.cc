// enclaves.cc: sealing and opening, beside the bare cipher.
#include <vector>

#include "memguard/memguard.h"
#include "tests/bench/cases/aead.h"
#include "tests/bench/cases/parts.h"

namespace bench {
namespace {

const char kGroup[] = "enclave";
const char kFloor[] = "BoringSSL AEAD";

struct Plain {
  explicit Plain(size_t length)
      : bytes(static_cast<unsigned char*>(memguard_malloc(memguard_default_context(), length)),
              [](unsigned char* at) { memguard_free(memguard_default_context(), at); }),
        size(length) {
    must(bytes == nullptr);
    must(memguard_scramble(bytes.get(), size));
  }
  std::shared_ptr<unsigned char> bytes;
  size_t size;
};

memguard_enclave* seal(const Plain& plain) {
  memguard_enclave* enclave = nullptr;
  must(memguard_enclave_new_copy(memguard_default_context(), plain.bytes.get(), plain.size,
                                 &enclave));
  return enclave;
}

void open(const memguard_enclave* enclave, const Plain& plain) {
  size_t length = 0;
  must(memguard_enclave_open_into(enclave, plain.bytes.get(), plain.size, &length));
}

std::shared_ptr<memguard_enclave> sealed(const Plain& plain) {
  return std::shared_ptr<memguard_enclave>(seal(plain), memguard_enclave_destroy);
}

// --- Ours -----------------------------------------------------------------------------------------

std::unique_ptr<Work> our_seal(size_t size) {
  return repeated([plain = Plain(size)] { memguard_enclave_destroy(seal(plain)); });
}

std::unique_ptr<Work> our_open(size_t size) {
  Plain plain(size);
  return repeated([plain, enclave = sealed(plain)] { open(enclave.get(), plain); });
}

std::unique_ptr<Work> our_pair(size_t size) {
  return repeated([plain = Plain(size)] {
    memguard_enclave* enclave = seal(plain);
    open(enclave, plain);
    memguard_enclave_destroy(enclave);
  });
}

int look(const unsigned char* bytes, size_t, void*) { return bytes == nullptr; }

std::unique_ptr<Work> our_with(size_t size) {
  return repeated([enclave = sealed(Plain(size))] {
    must(memguard_enclave_with_bytes(enclave.get(), look, nullptr));
  });
}

// --- The floor ------------------------------------------------------------------------------------

std::unique_ptr<Work> bare_seal(size_t size) {
  return repeated([aead = Aead(size)]() mutable { aead.seal(); });
}

std::unique_ptr<Work> bare_seal_and_wipe(size_t size) {
  return repeated([aead = Aead(size)]() mutable {
    aead.seal();
    aead.wipe();
  });
}

std::unique_ptr<Work> bare_open(size_t size) {
  return repeated([aead = Aead(size)]() mutable { aead.open(); });
}

std::unique_ptr<Work> bare_pair(size_t size) {
  return repeated([aead = Aead(size)]() mutable {
    aead.view_key();
    aead.seal();
    aead.view_key();
    aead.open();
  });
}

void add(Cases* cases, const char* what, const char* who, size_t size,
         std::unique_ptr<Work> (*make)(size_t)) {
  Case one = act({kGroup, what, who, {size, 1, 0}}, [make, size](bool) { return make(size); });
  one.slow = size > 4096;
  one.calls = who == kOurs;
  cases->push_back(one);
}

}  // namespace

void add_enclaves(Cases* cases, bool quick) {
  for (size_t size : {16u, 32u, 256u, 1024u, 16384u, 1048576u, 16777216u}) {
    if (quick && size != 32 && size != 1024 && size != 1048576) continue;
    add(cases, "seal", kOurs, size, our_seal);
    add(cases, "seal", kFloor, size, bare_seal);
    if (size >= 1048576) add(cases, "seal", "BoringSSL AEAD, wiped", size, bare_seal_and_wipe);
    add(cases, "open_into", kOurs, size, our_open);
    add(cases, "open_into", kFloor, size, bare_open);
    add(cases, "with_bytes", kOurs, size, our_with);
  }
  add(cases, "seal+open_into", kOurs, 32, our_pair);
  add(cases, "seal+open_into", "BoringSSL AEAD, 2 key views", 32, bare_pair);
}

}  // namespace bench
