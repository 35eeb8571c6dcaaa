// securememory/factory.hpp: the owner of a factory, which decides how its secrets rest.
#ifndef SECUREMEMORY_FACTORY_HPP
#define SECUREMEMORY_FACTORY_HPP

#include "securememory/context.hpp"
#include "securememory/factory.h"

namespace securememory {
namespace detail {
inline void end_factory(::securememory_factory* owned) noexcept {
  [[maybe_unused]] status answer = securememory_factory_destroy(owned);
}
}  // namespace detail

// factory outlives its secrets, and its context outlives it. One that is destroyed (or assigned to)
// while secrets of it live stays with them until the process ends: destroy() tells, the destructor
// cannot.
class factory {
 public:
  factory() = default;
  explicit factory(::securememory_factory* owned) noexcept : handle_(owned) {}

  // Statuses of securememory_factory_new.
  static result<factory> make(
      ::securememory_kind kind, ::memguard_context* context = memguard_default_context(),
      const ::securememory_factory_options& options = securememory_factory_options_default()) {
    ::securememory_factory* made = nullptr;
    status answer = securememory_factory_new(context, kind, &options, &made);
    return {answer, factory(made)};
  }

  // OK, and it is empty; BUSY: secrets or readers of it live, and nothing happened.
  [[nodiscard]] status destroy() noexcept {
    status answer = securememory_factory_destroy(handle_.get());
    if (answer == SECUREMEMORY_OK) (void)handle_.release();
    return answer;
  }

  [[nodiscard]] result<::securememory_metrics> metrics() const {
    ::securememory_metrics out = {};
    out.struct_size = sizeof out;
    status answer = securememory_factory_metrics(handle_.get(), &out);
    return {answer, out};
  }

  ::securememory_factory* get() const noexcept { return handle_.get(); }
  void swap(factory& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(factory& a, factory& b) noexcept { a.swap(b); }

 private:
  handle<::securememory_factory, detail::end_factory> handle_;
};

}  // namespace securememory

#endif
