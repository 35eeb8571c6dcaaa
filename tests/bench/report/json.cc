// json.cc: the same for programs.
#include <unistd.h>

#include <cstdio>
#include <ctime>

#include "tests/bench/peers/allocator.h"
#include "tests/bench/report/table.h"
#include "tests/bench/system/proc.h"

namespace bench {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    char escaped[8];
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
      out += escaped;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string number(double value) {
  char text[32];
  snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string shape(Shape shape) {
  return ", \"size\": " + std::to_string(shape.size) + ", \"live\": " + std::to_string(shape.live) +
         ", \"threads\": " + std::to_string(shape.threads);
}

std::string line(const Record& record) {
  const Key& key = record.key;
  std::string text = "    {\"case\": " + quoted(key.group + ": " + key.what) +
                     ", \"implementation\": " + quoted(key.who) + shape(key.shape) +
                     ", \"unit\": " + quoted(record.unit);
  if (!record.there()) return text + ", \"missing\": " + quoted(record.missing) + "}";
  return text + ", \"median\": " + number(record.middle()) +
         ", \"spread\": " + number(record.spread()) +
         ", \"repetitions\": " + std::to_string(record.values.size()) +
         (record.at_least ? ", \"at_least\": true}" : "}");
}

std::string line(const Goal& goal) {
  std::string text = "    {\"goal\": " + quoted(goal.act) + ", \"bar\": " + quoted(goal.bar);
  if (!goal.there) return text + ", \"met\": null}";
  return text + ", \"value\": " + number(goal.value) +
         ", \"met\": " + (goal.met ? "true}" : "false}");
}

template <class List>
std::string lines(const List& list) {
  std::string text;
  for (const auto& one : list)
    if (const std::string next = line(one); !next.empty())
      text += (text.empty() ? "" : ",\n") + next;
  return "[\n" + text + "\n  ]";
}

std::string peers() {
  std::string text;
  for (const Allocator* peer : allocators()) {
    if (peer == &kOurHeap) continue;
    text += (text.empty() ? "" : ", ") + std::string(peer->name) + " ";
    try {
      text += peer->version();
    } catch (const Missing&) {
      text += "(missing)";
    }
  }
  return text;
}

}  // namespace

std::string machine() {
  char day[16];
  const time_t now = time(nullptr);
  strftime(day, sizeof day, "%Y-%m-%d", gmtime(&now));
  return processor() + ", " + std::to_string(sysconf(_SC_NPROCESSORS_ONLN)) + " CPUs, " + kernel() +
         ", " + day + "; " + peers();
}

std::string json(const Records& records, const Goals& goals) {
  return "{\n  \"machine\": " + quoted(machine()) + ",\n  \"records\": " + lines(asked(records)) +
         ",\n  \"goals\": " + lines(goals) + "\n}\n";
}

}  // namespace bench
