// securememory/io.hpp: where bytes come from and go to. A source or sink is made of memguard's
// (memguard_source_fd) or of a function object, which it borrows for the length of one call. What the
// function object throws, that call throws when it is over; memguard takes it as a failure to read
// or write (IO) and keeps what was moved before, as memguard/io.h says.
#ifndef SECUREMEMORY_IO_HPP
#define SECUREMEMORY_IO_HPP

#include <memory>

#include "memguard/io.h"
#include "securememory/callback.hpp"

namespace securememory {
namespace detail {

// The address of a function object, or of a function, which no void* may hold.
class borrowed {
 public:
  borrowed() noexcept : object_(nullptr) {}
  template <class F>
  explicit borrowed(F& callable) noexcept {
    if constexpr (std::is_function_v<F>)
      function_ = reinterpret_cast<void (*)()>(&callable);
    else
      object_ = std::addressof(callable);
  }
  template <class F>
  F& as() const noexcept {
    if constexpr (std::is_function_v<F>)
      return *reinterpret_cast<F*>(function_);
    else
      return *static_cast<F*>(const_cast<void*>(object_));
  }

 private:
  union {
    const void* object_;
    void (*function_)();
  };
};

}  // namespace detail

// source: the function object is given memory to fill (and does not wipe it), and returns how many
// bytes it put there, or a result<std::size_t>; 0 is the end.
class source {
 public:
  // Of memguard's.
  source(::memguard_source plain) noexcept : plain_(plain) {}
  // Of a function object, which it borrows.
  template <class F, std::enable_if_t<std::is_invocable_v<F&, mutable_bytes>, int> = 0>
  source(F&& read) noexcept : borrowed_(read), call_(call<std::remove_reference_t<F>>) {}

  // For as long as this object lives.
  ::memguard_source get() noexcept {
    return call_ == nullptr ? plain_ : ::memguard_source{read, this};
  }
  // Throws what the function object threw, if it did.
  void rethrow() { catcher_.rethrow(); }

 private:
  template <class F>
  static result<std::size_t> call(detail::borrowed borrowed, mutable_bytes to) {
    F& fill = borrowed.as<F>();
    using returned = std::decay_t<std::invoke_result_t<F&, mutable_bytes>>;
    if constexpr (std::is_integral_v<returned>)
      return static_cast<std::size_t>(fill(to));
    else
      return fill(to);
  }

  static ::memguard_status read(void* user, void* to, std::size_t capacity,
                                std::size_t* got) noexcept {
    source* self = static_cast<source*>(user);
    *got = 0;
    return self->catcher_.run(
        [&] {
          result<std::size_t> filled = self->call_(self->borrowed_, mutable_bytes(to, capacity));
          *got = filled ? *filled : 0;
          return filled ? MEMGUARD_OK : MEMGUARD_ERR_IO;
        },
        MEMGUARD_ERR_IO);
  }

  ::memguard_source plain_ = {nullptr, nullptr};
  detail::borrowed borrowed_;
  result<std::size_t> (*call_)(detail::borrowed, mutable_bytes) = nullptr;
  detail::catcher catcher_;
};

// sink: the function object is given bytes to take all of, and returns what callbacks may return
// (callback.hpp) but for other values.
class sink {
 public:
  // Of memguard's.
  sink(::memguard_sink plain) noexcept : plain_(plain) {}
  // Of a function object, which it borrows.
  template <class F, std::enable_if_t<std::is_invocable_v<F&, bytes>, int> = 0>
  sink(F&& write) noexcept : borrowed_(write), call_(call<std::remove_reference_t<F>>) {}

  // For as long as this object lives.
  ::memguard_sink get() noexcept {
    return call_ == nullptr ? plain_ : ::memguard_sink{write, this};
  }
  // Throws what the function object threw, if it did.
  void rethrow() { catcher_.rethrow(); }

 private:
  template <class F>
  static bool call(detail::borrowed borrowed, bytes from) {
    F& take = borrowed.as<F>();
    detail::outcome<std::decay_t<std::invoke_result_t<F&, bytes>>> outcome;
    return outcome.run(take, from) == 0;
  }

  static ::memguard_status write(void* user, const void* from, std::size_t length) noexcept {
    sink* self = static_cast<sink*>(user);
    return self->catcher_.run(
        [&] {
          return self->call_(self->borrowed_, bytes(from, length)) ? MEMGUARD_OK : MEMGUARD_ERR_IO;
        },
        MEMGUARD_ERR_IO);
  }

  ::memguard_sink plain_ = {nullptr, nullptr};
  detail::borrowed borrowed_;
  bool (*call_)(detail::borrowed, bytes) = nullptr;
  detail::catcher catcher_;
};

}  // namespace securememory

#endif
