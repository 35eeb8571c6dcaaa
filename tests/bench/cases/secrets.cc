// secrets.cc: securememory's secrets, and what every call that touches one ends with.
#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tests/bench/cases/parts.h"

namespace bench {
namespace {

const unsigned char kValue[32] = {1};

securememory_secret* new_secret() {
  securememory_secret* secret = nullptr;
  must(
      securememory_secret_new_copy(securememory_default_factory(), kValue, sizeof kValue, &secret));
  return secret;
}

std::unique_ptr<Work> pair(bool) {
  securememory_secret_destroy(new_secret());
  return repeated([] { securememory_secret_destroy(new_secret()); });
}

int look(const unsigned char* bytes, size_t, void*) { return bytes == nullptr; }

std::unique_ptr<Work> with_bytes(bool) {
  std::shared_ptr<securememory_secret> secret(new_secret(), securememory_secret_destroy);
  return repeated([secret] { must(securememory_secret_with_bytes(secret.get(), look, nullptr)); });
}

// All threads are inside one secret, whose key is lent to all.
std::unique_ptr<Work> with_bytes_of_one(bool first) {
  static std::shared_ptr<securememory_secret> secret;
  if (first) secret.reset(new_secret(), securememory_secret_destroy);
  return repeated([] { must(securememory_secret_with_bytes(secret.get(), look, nullptr)); });
}

std::unique_ptr<Work> scrub(bool) {
  return repeated([] {
    memguard_scrub_registers();
    memguard_scrub_stack(8192);
  });
}

void add(Cases* cases, const char* what, Shape shape, std::unique_ptr<Work> (*make)(bool)) {
  Case one = act({"secret", what, kOurs, shape}, make);
  one.calls = shape.threads < 2;
  cases->push_back(one);
}

}  // namespace

void add_secrets(Cases* cases, bool) {
  add(cases, "new+destroy", {32, 1, 0}, pair);
  add(cases, "with_bytes", {32, 1, 0}, with_bytes);
  add(cases, "with_bytes", {32, 2, 2}, with_bytes);
  add(cases, "with_bytes, the same secret", {32, 1, 2}, with_bytes_of_one);
  add(cases, "scrub of registers and stack", {8192, 0, 0}, scrub);
}

}  // namespace bench
