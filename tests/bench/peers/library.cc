#include "tests/bench/peers/library.h"

#include <dlfcn.h>

#include "tests/bench/work.h"

namespace bench {

void* symbol(const char* library, const char* name) {
  // Never closed: a library's pools and exit handlers outlast its use here.
  void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw Missing(std::string(library) + " is not installed");
  void* found = dlsym(handle, name);
  if (found == nullptr) throw Missing(std::string(library) + " has no " + name);
  return found;
}

}  // namespace bench
