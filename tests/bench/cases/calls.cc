// calls.cc: system calls that an act makes, once the library is warm. Counted by tracing a child.
#include "tests/bench/cases/parts.h"
#include "tests/bench/system/child.h"

namespace bench {

void add_calls(Cases* cases, bool quick) {
  const size_t timed = cases->size();
  for (size_t i = 0; i < timed; i++) {
    const Case& source = (*cases)[i];
    if (!source.calls) continue;
    Case one;
    one.key = source.key;
    one.key.what = source.key.group + ": " + source.key.what;
    one.key.group = "system calls";
    one.unit = "calls";
    one.method = Method::kCount;
    one.read = [i, quick]() -> Reading { return {count_calls(i, quick)}; };
    cases->push_back(one);
  }
}

}  // namespace bench
