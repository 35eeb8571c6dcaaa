// serve.cc: the child's side.
#include "tests/bench/system/serve.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "tests/bench/system/child.h"
#include "tests/traced/traced.h"

namespace bench {
namespace {

void answer(const Case& one) {
  try {
    const Reading reading = one.read();
    printf("%s %.17g\n", reading.at_least ? ">=" : "=", reading.value);
  } catch (const Missing& missing) {
    printf("%s", missing.what());
  }
}

// What the library sets up once is not part of an act: it is done before the first mark.
void act_between_marks(const Case& one) {
  std::unique_ptr<Work> work;
  try {
    work = one.make(true);
  } catch (const Missing&) {
    _exit(kCannotAct);
  }
  work->repeat(kCountedActs);
  traced::begin();
  traced::mark();
  work->repeat(kCountedActs);
  traced::mark();
  _exit(0);
}

}  // namespace

bool serve_as_child(int argc, char** argv) {
  if (argc != 5 || strcmp(argv[1], kServe) != 0) return false;
  const Cases cases = all_cases(strcmp(argv[3], "quick") == 0);
  const Case& one = cases.at(std::stoul(argv[4]));
  if (strcmp(argv[2], "calls") == 0) act_between_marks(one);
  answer(one);
  return true;
}

}  // namespace bench
