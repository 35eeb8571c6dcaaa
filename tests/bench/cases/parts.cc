#include "tests/bench/cases/parts.h"

#include "memguard/memguard.h"

namespace bench {

Case act(Key key, std::function<std::unique_ptr<Work>(bool first)> make) {
  Case one;
  one.key = std::move(key);
  one.unit = "ns";
  one.make = std::move(make);
  return one;
}

void must(int status) {
  if (status == 0) return;
  const std::string text = memcall_last_error()->text;
  throw Missing(text.empty() ? "failed" : text);
}

Cases all_cases(bool quick) {
  Cases cases;
  add_heap(&cases, quick);
  add_buffers(&cases, quick);
  add_enclaves(&cases, quick);
  add_keys(&cases, quick);
  add_streams(&cases, quick);
  add_secrets(&cases, quick);
  add_purges(&cases, quick);
  add_processes(&cases, quick);
  add_memory(&cases, quick);
  add_limits(&cases, quick);
  add_calls(&cases, quick);
  return cases;
}

}  // namespace bench
