// securememory/error.hpp: what calls answer, and the exception for those who want one.
//
// One type of status for all layers: they share one numbering. With exceptions, check(status) and
// value() of a result throw error; without (-fno-exceptions), neither is declared.
//
// A program should compile all its files in one of both ways: of an inline function that is compiled
// in both, the linker keeps either.
#ifndef SECUREMEMORY_ERROR_HPP
#define SECUREMEMORY_ERROR_HPP

#include <cstdio>
#include <new>
#include <stdexcept>
#include <string>

#include "memguard/process.h"
#include "securememory/factory.h"

namespace securememory {

// What every call answers.
using status = ::securememory_status;

namespace detail {

inline status cast(::memguard_status answer) noexcept { return static_cast<status>(answer); }

// The status of this thread's last failure, for calls that answer a pointer.
inline status last_status() noexcept { return static_cast<status>(memcall_last_error()->status); }

// Purges everything and ends the process.
[[noreturn]] inline void panic(const char* what, const char* why) noexcept {
  char line[256];
  std::snprintf(line, sizeof line, "securememory: %s: %s", what, why);
  memguard_panic(line);
}

}  // namespace detail

#if defined(__cpp_exceptions)

// error carries a status; what() has its name, and what memcall_last_error says, if it is about the
// same failure: the system's call, and a sentence with the remedy.
class error : public std::runtime_error {
 public:
  explicit error(::securememory_status why) : std::runtime_error(sentence(why)), status_(why) {}
  ::securememory_status status() const noexcept { return status_; }

 private:
  static std::string sentence(::securememory_status why) {
    std::string text = securememory_status_name(why);
    const memcall_error* last = memcall_last_error();
    if (detail::last_status() == why)
      text.append(": ").append(last->operation).append(": ").append(last->text);
    return text;
  }

  ::securememory_status status_;
};

// check throws error unless answer is OK.
inline void check(::securememory_status answer) {
  if (answer != SECUREMEMORY_OK) throw error(answer);
}

#endif

namespace detail {

// How a container says that there is no memory: memcall_last_error knows why.
[[noreturn]] inline void no_memory() {
#if defined(__cpp_exceptions)
  throw std::bad_alloc();
#else
  panic("no memory for a container", memcall_last_error()->text);
#endif
}

// More elements than a size_t can count the bytes of.
[[noreturn]] inline void too_many() {
#if defined(__cpp_exceptions)
  throw std::bad_array_new_length();
#else
  panic("no memory for a container", "its size passes that of the address space");
#endif
}

// What an operation of a container answered that is not allowed to fail.
inline void require(status answer) {
  if (answer == SECUREMEMORY_OK) return;
  if (answer == SECUREMEMORY_ERR_OVERFLOW) too_many();
#if defined(__cpp_exceptions)
  if (answer == SECUREMEMORY_ERR_INVALID) throw error(answer);
#endif
  no_memory();
}

}  // namespace detail
}  // namespace securememory

#endif
