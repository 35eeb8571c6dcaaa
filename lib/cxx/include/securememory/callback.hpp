// securememory/callback.hpp: function objects where C takes a function and a pointer.
//
// What a callback throws is caught before it meets a frame of C, and thrown again when the C
// function has returned: then the secret is at rest. A callback must return: no longjmp, no
// pthread_exit, no cancellation of its thread.
//
// A callback may return nothing, a bool (true: it worked; false makes the call answer CALLBACK), a
// status or result<T> (passed on), or any other value: then the call answers result<T>. What it
// returns is the program's own, in ordinary memory: no secret bytes.
#ifndef SECUREMEMORY_CALLBACK_HPP
#define SECUREMEMORY_CALLBACK_HPP

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "securememory/bytes.hpp"
#include "securememory/result.hpp"

namespace securememory::detail {

// Keeps what was thrown until the frames of C are gone.
class catcher {
 public:
  template <class Body, class Answer>
  Answer run(const Body& body, Answer if_thrown) noexcept {
#if defined(__cpp_exceptions)
    try {
      return body();
    } catch (...) {
      thrown_ = std::current_exception();
      return if_thrown;
    }
#else
    (void)if_thrown;
    return body();
#endif
  }

  void rethrow() {
#if defined(__cpp_exceptions)
    if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
#endif
  }

 private:
  std::exception_ptr thrown_;
};

// --- What becomes of the value that a callback returns -------------------------------------------

template <class R>
struct outcome {
  static_assert(!std::is_same_v<R, bytes> && !std::is_pointer_v<R>,
                "a view of the secret would outlive the access");
  using type = result<R>;
  std::optional<R> value;

  template <class F>
  int run(F& use, bytes plain) {
    value.emplace(use(plain));
    return 0;
  }
  type answer(status access) {
    return access == SECUREMEMORY_OK ? type(std::move(*value)) : type(access);
  }
};

template <>
struct outcome<void> {
  using type = status;
  template <class F>
  int run(F& use, bytes plain) {
    use(plain);
    return 0;
  }
  type answer(status access) { return access; }
};

template <>
struct outcome<bool> : outcome<void> {
  template <class F>
  int run(F& use, bytes plain) {
    return use(plain) ? 0 : 1;
  }
};

template <>
struct outcome<status> {
  using type = status;
  status own = SECUREMEMORY_OK;

  template <class F>
  int run(F& use, bytes plain) {
    own = static_cast<status>(use(plain));
    return own == SECUREMEMORY_OK ? 0 : 1;
  }
  type answer(status access) { return access == SECUREMEMORY_ERR_CALLBACK ? own : access; }
};

template <>
struct outcome<::memguard_status> : outcome<status> {};

template <class T>
struct outcome<result<T>> {
  using type = result<T>;
  std::optional<type> own;

  template <class F>
  int run(F& use, bytes plain) {
    own.emplace(use(plain));
    return *own ? 0 : 1;
  }
  type answer(status access) {
    return access == SECUREMEMORY_OK || access == SECUREMEMORY_ERR_CALLBACK ? std::move(*own)
                                                                            : type(access);
  }
};

// --- One visit of a secret -----------------------------------------------------------------------

template <class F>
class visit {
 public:
  using kept = outcome<std::decay_t<std::invoke_result_t<F&, bytes>>>;

  explicit visit(F& use) noexcept : use_(use) {}

  static int enter(const unsigned char* plain, std::size_t length, void* user) noexcept {
    visit* self = static_cast<visit*>(user);
    return self->catcher_.run([&] { return self->kept_.run(self->use_, bytes(plain, length)); }, 1);
  }

  typename kept::type answer(status access) {
    catcher_.rethrow();
    return kept_.answer(access);
  }

 private:
  F& use_;
  kept kept_;
  catcher catcher_;
};

}  // namespace securememory::detail

#endif
