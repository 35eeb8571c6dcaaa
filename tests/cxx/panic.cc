// Without exceptions, a container that gets no memory says why and ends the process. The program
// exits with 0 when it was told to grow and came back.
#include <cstring>

#include "securememory/securememory.hpp"

int main(int argc, char** argv) {
  memguard_options options = memguard_options_relaxed();
  options.lock = MEMGUARD_OFF;
  auto context = std::move(*securememory::context::make(options));
  const char* act = argc > 1 ? argv[1] : "";
  if (std::strcmp(act, "vector") == 0)
    securememory::secure_vector<int>(context).resize(SIZE_MAX / 2);
  if (std::strcmp(act, "string") == 0) securememory::secure_string(context).resize(PTRDIFF_MAX / 2);
  if (std::strcmp(act, "allocator") == 0) (void)securememory::allocator<char>(nullptr).allocate(1);
  if (std::strcmp(act, "result") == 0) (void)*securememory::secret::random(0);
  return 0;
}
