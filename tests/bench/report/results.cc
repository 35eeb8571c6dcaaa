#include "tests/bench/report/results.h"

#include <algorithm>
#include <cstdio>

#include "tests/bench/peers/allocator.h"
#include "tests/bench/system/clock.h"

namespace bench {
namespace {

double quartile(std::vector<double> values, size_t which) {
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) * which / 4];
}

bool same(Shape a, Shape b) {
  return a.size == b.size && a.live == b.live && a.threads == b.threads;
}

std::string digits(double value, const char* unit) {
  char text[64];
  snprintf(text, sizeof text, "%.*f %s", value < 10 ? 2 : value < 100 ? 1 : 0, value, unit);
  return text;
}

// 1234567 as 1,234,567
std::string whole(double value) {
  std::string text = std::to_string(static_cast<long long>(value + 0.5));
  for (size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

}  // namespace

const char kNotAskedFor[] = "not asked for";

Records asked(const Records& records) {
  Records all;
  for (const Record& record : records)
    if (record.missing != kNotAskedFor) all.push_back(record);
  return all;
}

double Record::middle() const { return median(values); }

double Record::spread() const { return (quartile(values, 3) - quartile(values, 1)) / 2; }

const Record* find(const Records& records, const std::string& group, const std::string& what,
                   const std::string& who, Shape shape) {
  for (const Record& record : records) {
    const Key& key = record.key;
    if (record.there() && key.group == group && key.what == what && key.who == who &&
        same(key.shape, shape))
      return &record;
  }
  return nullptr;
}

const Record* fastest_peer(const Records& records, const Key& ours) {
  const Record* best = nullptr;
  for (const Allocator* peer : allocators()) {
    if (!peer->locked || peer == &kOurHeap) continue;
    const Record* one = find(records, ours.group, ours.what, peer->name, ours.shape);
    if (one != nullptr && (best == nullptr || one->middle() < best->middle())) best = one;
  }
  return best;
}

std::string in_words(double value, const std::string& unit) {
  if (unit != "ns") {
    const bool fraction = value < 100 && value != static_cast<double>(static_cast<long>(value));
    return fraction ? digits(value, "").substr(0, digits(value, "").size() - 1) : whole(value);
  }
  if (value < 1e3) return digits(value, "ns");
  if (value < 1e6) return digits(value / 1e3, "µs");
  return value < 1e9 ? digits(value / 1e6, "ms") : digits(value / 1e9, "s");
}

}  // namespace bench
