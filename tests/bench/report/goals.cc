#include "tests/bench/report/goals.h"

#include <cstdio>

namespace bench {
namespace {

constexpr char kNobody[] = "";
constexpr char kFastestPeer[] = "the fastest locked peer";
constexpr char kViews[] = "BoringSSL AEAD, 2 key views";

constexpr char kPair[] = "malloc+free";
constexpr Shape kOne = {32, 1, 0}, kMebibyte = {1048576, 1, 0};

// Ours is `group`, `what` and `shape`; what it is compared with is the same act of somebody else, in a shape of its own.
struct Bar {
  const char* act;
  const char *group, *what;
  Shape shape;
  bool at_most;
  double limit;      // of the ratio; of the figure itself where nobody is compared with
  const char* unit;  // of such a figure
  const char* who;   // compared with
  Shape against;
  double factor;  // the ratio is multiplied by it
};

// CPU time per act on two threads that is the same as on one is twice the speed. A throughput of 0.95 is 1 / 0.95 of the time.
constexpr Bar kBars[] = {
    {"malloc+free of 32 bytes",
     "heap",
     kPair,
     {32, 1, 1},
     true,
     0.6,
     "",
     kFastestPeer,
     {32, 1, 1},
     1},
    {"the same among 1,000 live",
     "heap",
     kPair,
     {32, 1000, 1},
     true,
     0.6,
     "",
     kFastestPeer,
     {32, 1000, 1},
     1},
    {"the same among 100,000 live",
     "heap",
     kPair,
     {32, 100000, 1},
     true,
     1.2,
     "",
     kOurs,
     {32, 1, 1},
     1},
    {"speed of two threads, against one",
     "heap",
     kPair,
     {32, 1, 1},
     false,
     1.8,
     "",
     kOurs,
     {32, 1, 2},
     2},
    {"live locked secrets in 64 KiB",
     "limit",
     "live locked secrets, limit 64 KiB",
     {32, 0, 0},
     false,
     1200,
     "secrets",
     kNobody,
     {},
     1},
    {"live locked secrets in 8 MiB",
     "limit",
     "live locked secrets, limit 8 MiB",
     {32, 0, 0},
     false,
     160000,
     "secrets",
     kNobody,
     {},
     1},
    {"mappings of 1,000,000 live secrets",
     "memory",
     "mappings of all",
     {32, 1000000, 0},
     true,
     8,
     "mappings",
     kNobody,
     {},
     1},
    {"isolated buffer, new+destroy",
     "buffer",
     "new+destroy",
     kOne,
     true,
     3000,
     "ns",
     kNobody,
     {},
     1},
    {"freeze+melt", "buffer", "freeze+melt", kOne, true, 1.1, "", "bare mprotect", kOne, 1},
    {"enclave, seal+open of 32 bytes", "enclave", "seal+open_into", kOne, true, 1.3, "", kViews,
     kOne, 1},
    {"enclave, seal of 1 MiB", "enclave", "seal", kMebibyte, true, 1 / 0.95, "", "BoringSSL AEAD",
     kMebibyte, 1},
    {"enclave, open of 1 MiB", "enclave", "open_into", kMebibyte, true, 1 / 0.95, "",
     "BoringSSL AEAD", kMebibyte, 1},
    {"an open with the shield, its view included",
     "key",
     "open_into, shield",
     kOne,
     true,
     5000,
     "ns",
     kNobody,
     {},
     1},
    {"stream, write of 1 MiB", "stream", "write", kMebibyte, true, 1 / 0.8, "", "BoringSSL AEAD",
     kMebibyte, 1},
    {"stream, write and read", "stream", "write+read", kMebibyte, true, 1 / 0.8, "",
     "BoringSSL AEAD", kMebibyte, 1},
    {"stream, write and read by 512 bytes", "stream", "write+read by 512 B", kMebibyte, true,
     1 / 0.8, "", "BoringSSL AEAD", kMebibyte, 1},
    {"stream, write and read_all of 64 MiB",
     "stream",
     "write+read_all",
     {67108864, 1, 0},
     true,
     1 / 0.8,
     "",
     "BoringSSL AEAD",
     {67108864, 1, 0},
     1},
    {"secret, new+destroy", "secret", "new+destroy", kOne, true, 1000, "ns", kNobody, {}, 1},
    {"secret, with_bytes", "secret", "with_bytes", kOne, true, 600, "ns", kNobody, {}, 1},
    {"purge, 1,000,000 enclaves unreadable",
     "purge",
     "enclaves unreadable",
     {32, 1000000, 0},
     true,
     1000,
     "ns",
     kNobody,
     {},
     1},
    {"the same, the whole call",
     "purge",
     "enclaves, the whole call",
     {32, 1000000, 0},
     true,
     1000,
     "ns",
     kNobody,
     {},
     1},
    {"100,000 heap objects wiped",
     "purge",
     "heap objects wiped (emergency_wipe)",
     {32, 100000, 0},
     true,
     1e6,
     "ns",
     kNobody,
     {},
     1},
};

const Record* other(const Records& records, const Bar& bar) {
  if (bar.who == kFastestPeer)
    return fastest_peer(records, {bar.group, bar.what, kOurs, bar.against});
  return find(records, bar.group, bar.what, bar.who, bar.against);
}

std::string words_of(const Bar& bar) {
  char text[32];
  snprintf(text, sizeof text, "%.2f ×", bar.limit);
  return std::string(bar.at_most ? "≤ " : "≥ ") +
         (bar.who == kNobody ? in_words(bar.limit, bar.unit) : text);
}

void compare(const Records& records, const Bar& bar, Goal* goal) {
  const Record* against = other(records, bar);
  goal->there = goal->there && against != nullptr;
  if (!goal->there) return;
  goal->value *= bar.factor / against->middle();
  goal->against = against->key.who + ", " + in_words(against->middle(), against->unit);
}

Goal judge(const Records& records, const Bar& bar) {
  const Record* ours = find(records, bar.group, bar.what, kOurs, bar.shape);
  Goal goal;
  goal.act = bar.act;
  goal.bar = words_of(bar);
  goal.there = ours != nullptr;
  if (ours != nullptr) goal.value = ours->middle();
  if (ours != nullptr) goal.ours = in_words(ours->middle(), ours->unit);
  if (bar.who != kNobody) compare(records, bar, &goal);
  goal.met = goal.there && (bar.at_most ? goal.value <= bar.limit : goal.value >= bar.limit);
  return goal;
}

}  // namespace

Goals judge(const Records& records) {
  Goals goals;
  for (const Bar& bar : kBars) goals.push_back(judge(records, bar));
  return goals;
}

}  // namespace bench
