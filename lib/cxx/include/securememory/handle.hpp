// securememory/handle.hpp: owners of C handles. They move, never copy, and leave nothing behind:
// what was moved from is empty, and every call on an empty one answers INVALID.
#ifndef SECUREMEMORY_HANDLE_HPP
#define SECUREMEMORY_HANDLE_HPP

#include <memory>

namespace securememory {

// Ends a handle as C does.
template <class H, void (*Destroy)(H*)>
struct destroyer {
  // Once, by its owner.
  void operator()(H* owned) const noexcept { Destroy(owned); }
};

// What the classes own their C handle by.
template <class H, void (*Destroy)(H*)>
using handle = std::unique_ptr<H, destroyer<H, Destroy>>;

}  // namespace securememory

#endif
