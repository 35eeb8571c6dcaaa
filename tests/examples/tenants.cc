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
#include <string>
#include <thread>

#include "securememory/securememory.hpp"

namespace {

const int kRequests = 20000;
enum { kToken = 32, kMac = 32 };

class Tenant {
 public:
  explicit Tenant(std::string name) : name_(std::move(name)) {}

  bool Open(std::size_t lock_budget) {
    memguard_options options = memguard_options_default();
    options.lock_budget = lock_budget;  // one tenant cannot starve the other
    auto context = securememory::context::make(options);
    if (!context) return Refuse();
    context_ = std::move(*context);
    auto factory = securememory::factory::make(SECUREMEMORY_SEALED, context_.get());
    if (!factory) return Refuse();
    factory_ = std::move(*factory);
    auto token = securememory::secret::random(kToken, factory_.get());
    if (!token) return Refuse();
    token_ = std::move(*token);
    return true;
  }

  // Its token and all else that it sealed is unreadable before this returns; cannot fail.
  void Leave() { context_.purge(); }

  // Signs one request after the other, until there are no more or the token is gone.
  void Serve(int requests) {
    while (answered_ < requests && last_ == SECUREMEMORY_OK) {
      unsigned char mac[kMac];
      last_ = token_.with_bytes([&mac](securememory::bytes token) { return Sign(token, mac); });
      if (last_ == SECUREMEMORY_OK) answered_++;
    }
  }

  int answered() const { return answered_; }
  securememory::status last() const { return last_; }
  void Report() const {
    if (last_ == SECUREMEMORY_OK)
      std::printf("%s: all %d requests were answered\n", name_.c_str(), answered());
    else
      std::printf("%s: answered requests, and then no more: %s\n", name_.c_str(),
                  securememory_status_name(last_));
  }

 private:
  bool Refuse() const {
    std::fprintf(stderr, "tenants: no room for %s: %s\n", name_.c_str(),
                 memcall_last_error()->text);
    return false;
  }

  static bool Sign(securememory::bytes token, unsigned char (&mac)[kMac]) {
    static const unsigned char kRequest[] = "GET /balance";
    unsigned size = 0;
    return HMAC(EVP_sha256(), token.data(), token.size(), kRequest, sizeof kRequest, mac, &size) !=
           nullptr;
  }

  std::string name_;
  securememory::context context_;  // each outlives what follows
  securememory::factory factory_;
  securememory::secret token_;
  std::atomic<int> answered_{0};
  std::atomic<securememory::status> last_{SECUREMEMORY_OK};
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
