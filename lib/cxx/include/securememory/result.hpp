// securememory/result.hpp: a value, or the status that explains its absence.
#ifndef SECUREMEMORY_RESULT_HPP
#define SECUREMEMORY_RESULT_HPP

#include <optional>
#include <type_traits>
#include <utility>

#include "securememory/error.hpp"

namespace securememory {

// result<T> is true when the status is OK. Asking for a value that is not there ends the process,
// whatever the build: nobody goes on with a key that does not exist.
template <class T>
class [[nodiscard]] result {
  static_assert(!std::is_same_v<T, bool>, "a result's bool is its success: it would be mistaken");

 public:
  using value_type = T;

  // With a value, and OK.
  result(T value) : status_(SECUREMEMORY_OK), value_(std::move(value)) {}
  // Without a value. OK is no reason for that, and becomes INVALID.
  result(::securememory_status why) noexcept
      : status_(why == SECUREMEMORY_OK ? SECUREMEMORY_ERR_INVALID : why) {}
  // With what there is nevertheless: see partial.
  result(::securememory_status answer, T value) : status_(answer), value_(std::move(value)) {}

  explicit operator bool() const noexcept { return status_ == SECUREMEMORY_OK; }
  // What the call answered.
  ::securememory_status status() const noexcept { return status_; }

  T& operator*() & { return *present(); }
  const T& operator*() const& { return *const_cast<result*>(this)->present(); }
  T&& operator*() && { return std::move(*present()); }
  T* operator->() { return present(); }
  const T* operator->() const { return const_cast<result*>(this)->present(); }

#if defined(__cpp_exceptions)
  // value throws error when there is none.
  T& value() & {
    check(status_);
    return *present();
  }
  T&& value() && {
    check(status_);
    return std::move(*present());
  }
#endif

  // partial takes what a call gave in spite of its failure: the bytes of a source that ended early,
  // the size that TOO_SMALL asks for, how much was moved. An empty T when there is nothing.
  T partial() && { return value_ ? std::move(*value_) : T(); }

 private:
  T* present() noexcept {
    if (!*this || !value_)
      detail::panic("a result has no value", securememory_status_name(status_));
    return &*value_;
  }

  ::securememory_status status_;
  std::optional<T> value_;
};

}  // namespace securememory

#endif
