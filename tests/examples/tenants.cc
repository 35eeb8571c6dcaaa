// tenants.cc: a service for two tenants, each with a context and a factory of its own, so that they
// share no key, no memory and no limit. In the middle of the work one of them leaves and is purged;
// the other one's requests go on, all of them.
//
//   tenants [KIB]      locked memory that each tenant may take; 256 by default. Exit status: 0, 2
#include <openssl/digest.h>
#include <openssl/hmac.h>

#include <atomic>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "securememory/securememory.h"

namespace {

const int kRequests = 20000;
enum { kToken = 32, kMac = 32 };

class Tenant {
 public:
  explicit Tenant(const char* name) : name_(name) {}
  Tenant(const Tenant&) = delete;

  // In the reverse order; every step accepts nullptr.
  ~Tenant() {
    securememory_secret_destroy(token_);
    if (securememory_factory_destroy(factory_) != SECUREMEMORY_OK ||
        memguard_context_destroy(context_) != MEMGUARD_OK)
      std::fprintf(stderr, "%s still has secrets: %s\n", name_, memcall_last_error()->text);
  }

  bool Open(std::size_t lock_budget) {
    memguard_options options = memguard_options_default();
    options.lock_budget = lock_budget;  // one tenant cannot starve the other
    if (memguard_context_new(&options, &context_) == MEMGUARD_OK &&
        securememory_factory_new(context_, SECUREMEMORY_SEALED, nullptr, &factory_) ==
            SECUREMEMORY_OK &&
        securememory_secret_new_random(factory_, kToken, &token_) == SECUREMEMORY_OK)
      return true;
    std::fprintf(stderr, "tenants: no room for %s: %s\n", name_, memcall_last_error()->text);
    return false;
  }

  // Its token and all else that it sealed is unreadable before this returns; cannot fail.
  void Leave() { memguard_purge(context_); }

  // Signs one request after the other, until there are no more or the token is gone.
  void Serve(int requests) {
    while (answered_ < requests && last_ == SECUREMEMORY_OK) {
      unsigned char mac[kMac];
      last_ = securememory_secret_with_bytes(token_, Sign, mac);
      if (last_ == SECUREMEMORY_OK) answered_++;
    }
  }

  int answered() const { return answered_; }
  securememory_status last() const { return last_; }
  void Report() const {
    if (last_ == SECUREMEMORY_OK)
      std::printf("%s: all %d requests were answered\n", name_, answered());
    else
      std::printf("%s: answered requests, and then no more: %s\n", name_,
                  securememory_status_name(last_));
  }

 private:
  static int Sign(const unsigned char* token, std::size_t length, void* mac) {
    static const unsigned char kRequest[] = "GET /balance";
    unsigned size = 0;
    return HMAC(EVP_sha256(), token, length, kRequest, sizeof kRequest,
                static_cast<unsigned char*>(mac), &size) == nullptr;
  }

  const char* name_;
  memguard_context* context_ = nullptr;
  securememory_factory* factory_ = nullptr;
  securememory_secret* token_ = nullptr;
  std::atomic<int> answered_{0};
  std::atomic<securememory_status> last_{SECUREMEMORY_OK};
};

}  // namespace

int main(int argc, char** argv) {
  const unsigned long kib = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 256;
  if (argc > 2 || kib == 0 || kib > 65536) return std::fprintf(stderr, "usage: tenants [KIB]\n"), 2;
  Tenant alpha("alpha"), beta("beta");
  if (!alpha.Open(kib * 1024) || !beta.Open(kib * 1024)) return 2;
  std::thread first([&] { alpha.Serve(INT_MAX); }), second([&] { beta.Serve(kRequests); });
  while (alpha.answered() < kRequests / 10 && alpha.last() == SECUREMEMORY_OK)
    std::this_thread::yield();
  alpha.Leave();
  first.join();
  second.join();
  alpha.Report();
  beta.Report();
  return beta.last() == SECUREMEMORY_OK && alpha.last() == SECUREMEMORY_ERR_EXPIRED ? 0 : 2;
}
