// securememory/context.hpp: the owner of a memguard context. Calls that are not here take get().
#ifndef SECUREMEMORY_CONTEXT_HPP
#define SECUREMEMORY_CONTEXT_HPP

#include "memguard/context.h"
#include "securememory/handle.hpp"
#include "securememory/result.hpp"

namespace securememory {
namespace detail {
inline void end_context(::memguard_context* owned) noexcept {
  [[maybe_unused]] ::memguard_status answer = memguard_context_destroy(owned);
}
}  // namespace detail

// context outlives what is made on it. One that is destroyed (or assigned to) while objects of it
// live stays as it is, with them, until the process ends: destroy() tells, the destructor cannot.
class context {
 public:
  context() = default;
  explicit context(::memguard_context* owned) noexcept : handle_(owned) {}

  // Statuses of memguard_context_new.
  static result<context> make(const ::memguard_options& options = memguard_options_default()) {
    ::memguard_context* made = nullptr;
    status answer = detail::cast(memguard_context_new(&options, &made));
    return {answer, context(made)};
  }

  // OK, and it is empty; BUSY: objects of it live, and nothing happened.
  [[nodiscard]] status destroy() noexcept {
    status answer = detail::cast(memguard_context_destroy(handle_.get()));
    if (answer == SECUREMEMORY_OK) (void)handle_.release();
    return answer;
  }

  // Everything that is sealed or buffered becomes unreadable. Containers are raw heap memory, and
  // stay as they are, unless the context has MEMGUARD_PURGE_HEAP: then an access to them faults, and
  // they can only be moved and destroyed.
  void purge() noexcept { memguard_purge(handle_.get()); }

  [[nodiscard]] result<::memguard_report> report() const {
    ::memguard_report out = {};
    out.struct_size = sizeof out;
    status answer = detail::cast(memguard_context_report(handle_.get(), &out));
    return {answer, out};
  }

  ::memguard_context* get() const noexcept { return handle_.get(); }
  void swap(context& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(context& a, context& b) noexcept { a.swap(b); }

 private:
  handle<::memguard_context, detail::end_context> handle_;
};

}  // namespace securememory

#endif
