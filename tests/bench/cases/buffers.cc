// buffers.cc: a secret on pages of its own, between guards.
#include <sys/mman.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tests/bench/cases/parts.h"
#include "tests/bench/peers/sodium.h"

namespace bench {
namespace {

const char kGroup[] = "buffer";
const char kPair[] = "new+destroy";
const char kToggle[] = "freeze+melt";

memguard_buffer* new_buffer() {
  memguard_buffer* buffer = nullptr;
  must(memguard_buffer_new(memguard_default_context(), 32, &buffer));
  return buffer;
}

std::unique_ptr<Work> our_pair(bool) {
  memguard_buffer_destroy(new_buffer());
  return repeated([] { memguard_buffer_destroy(new_buffer()); });
}

std::unique_ptr<Work> sodium_pair(bool) {
  sodium.open();
  return repeated([] { sodium.release(sodium.allocate(32)); });
}

std::unique_ptr<Work> our_toggle(bool) {
  std::shared_ptr<memguard_buffer> buffer(new_buffer(), memguard_buffer_destroy);
  return repeated([buffer] {
    must(memguard_buffer_freeze(buffer.get()));
    must(memguard_buffer_melt(buffer.get()));
  });
}

std::unique_ptr<Work> sodium_toggle(bool) {
  sodium.open();
  std::shared_ptr<void> secret(sodium.allocate(32), sodium.release);
  if (secret == nullptr) throw Missing("refuses");
  return repeated([secret] {
    if (sodium.freeze(secret.get()) != 0 || sodium.melt(secret.get()) != 0)
      throw Missing("refuses");
  });
}

// A locked, touched page in a mapping of its own, as both above have.
std::unique_ptr<Work> bare_toggle(bool) {
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* map = mmap(nullptr, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) throw Missing("no page");
  char* bytes = static_cast<char*>(map) + page;
  std::shared_ptr<char> held(bytes, [page](char* at) { munmap(at - page, 3 * page); });
  must(mprotect(bytes, page, PROT_READ | PROT_WRITE) || mlock(bytes, page));
  bytes[0] = 1;
  return repeated([held, bytes, page] {
    if (mprotect(bytes, page, PROT_READ) != 0) throw Missing("mprotect failed");
    if (mprotect(bytes, page, PROT_READ | PROT_WRITE) != 0) throw Missing("mprotect failed");
  });
}

void add(Cases* cases, const char* what, const char* who, std::unique_ptr<Work> (*make)(bool)) {
  Case one = act({kGroup, what, who, {32, 1, 0}}, make);
  one.slow = true;
  one.calls = true;
  cases->push_back(one);
}

}  // namespace

void add_buffers(Cases* cases, bool) {
  add(cases, kPair, kOurs, our_pair);
  add(cases, kPair, "libsodium", sodium_pair);
  add(cases, kToggle, kOurs, our_toggle);
  add(cases, kToggle, "libsodium", sodium_toggle);
  add(cases, kToggle, "bare mprotect", bare_toggle);
}

}  // namespace bench
