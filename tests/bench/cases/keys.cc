// keys.cc: renewing keys, and what the shield costs.
#include "memguard/memguard.h"
#include "tests/bench/cases/parts.h"

namespace bench {
namespace {

const char kGroup[] = "key";

// A context with one enclave of 32 bytes.
class Keeper {
 public:
  explicit Keeper(uint32_t flags) {
    memguard_options options = memguard_options_default();
    options.flags = flags;
    options.refresh_interval_ms = 3600 * 1000;
    must(memguard_context_new(&options, &context_));
    must(memguard_enclave_new_copy(context_, bytes_, sizeof bytes_, &enclave_));
  }
  ~Keeper() {
    memguard_enclave_destroy(enclave_);
    (void)!memguard_context_destroy(context_);
  }
  Keeper(const Keeper&) = delete;

  void open() {
    size_t length = 0;
    must(memguard_enclave_open_into(enclave_, bytes_, sizeof bytes_, &length));
  }
  void refresh() { must(memguard_refresh(context_)); }

  // With the enclave sealed anew, as the key that it had would not go otherwise.
  void rotate() {
    must(memguard_rotate(context_));
    memguard_enclave_destroy(enclave_);
    enclave_ = nullptr;
    must(memguard_enclave_new_copy(context_, bytes_, sizeof bytes_, &enclave_));
  }

 private:
  memguard_context* context_ = nullptr;
  memguard_enclave* enclave_ = nullptr;
  unsigned char bytes_[32] = {1};
};

void add(Cases* cases, const char* what, uint32_t flags, void (Keeper::*work)()) {
  Case one = act({kGroup, what, kOurs, {32, 1, 0}}, [flags, work](bool) {
    return repeated([keeper = std::make_shared<Keeper>(flags), work] { (keeper.get()->*work)(); });
  });
  one.calls = true;
  cases->push_back(one);
}

}  // namespace

void add_keys(Cases* cases, bool) {
  add(cases, "open_into", 0, &Keeper::open);
  add(cases, "open_into, shield", MEMGUARD_SHIELD, &Keeper::open);
  add(cases, "refresh", 0, &Keeper::refresh);
  add(cases, "refresh, shield", MEMGUARD_SHIELD, &Keeper::refresh);
  add(cases, "rotate+seal", 0, &Keeper::rotate);
  add(cases, "rotate+seal, shield", MEMGUARD_SHIELD, &Keeper::rotate);
}

}  // namespace bench
