// cost.cc: what BoringSSL's work takes on the heap it is linked with: one line for each, the least of
// many rounds. tools/bazel run -c opt //tests/boringssl_heap:cost_on_heap, and …:cost_on_malloc.
#include <openssl/mem.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>

#include "tests/boringssl_heap/tls.h"

namespace boringssl_heap_test {
namespace {

using Clock = std::chrono::steady_clock;

const int kRounds = 30;

double SecondsOf(const std::function<void()>& act, int times) {
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < times; i++) act();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Rounds of some 3 ms.
void Measure(const char* name, const std::function<void()>& act) {
  int times = 1;
  while (SecondsOf(act, times) < 0.003) times *= 2;
  double least = 1e9;
  for (int i = 0; i < kRounds; i++) least = std::min(least, SecondsOf(act, times) / times);
  printf("%-44s %10.3f us\n", name, least * 1e6);
}

void MeasureAllocation(size_t size) {
  char name[60];
  snprintf(name, sizeof name, "OPENSSL_malloc and OPENSSL_free, %zu bytes", size);
  Measure(name, [size] { OPENSSL_free(OPENSSL_malloc(size)); });
}

void MeasureKeys() {
  const Key ec = NewEcKey(), rsa = NewRsaKey();
  const Bytes by_ec = Sign(ec.get()), by_rsa = Sign(rsa.get());
  Measure("ECDSA P-256, new key", [] { NewEcKey(); });
  Measure("ECDSA P-256, sign", [&] { Sign(ec.get()); });
  Measure("ECDSA P-256, verify", [&] { Verifies(ec.get(), by_ec); });
  Measure("RSA-2048, sign", [&] { Sign(rsa.get()); });
  Measure("RSA-2048, verify", [&] { Verifies(rsa.get(), by_rsa); });
}

void MeasureTls() {
  const Ends ends;
  Connection connection(ends);
  const std::string text(16000, 'x');
  Measure("TLS 1.3, both ends of a new connection", [&] { Connection(ends).Shake(); });
  if (connection.Shake())
    Measure("TLS 1.3, 16,000 bytes sent and received", [&] { connection.Carries(text); });
}

}  // namespace
}  // namespace boringssl_heap_test

int main() {
  for (size_t size : {32u, 1000u, 17000u, 100000u}) boringssl_heap_test::MeasureAllocation(size);
  boringssl_heap_test::MeasureKeys();
  boringssl_heap_test::MeasureTls();
}
