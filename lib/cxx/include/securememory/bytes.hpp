// securememory/bytes.hpp: views on memory that somebody else owns, as std::span is under C++20.
//
// A view is good as long as that memory is: one that a callback is given, until the callback
// returns. Both views are made of anything that std::data and std::size take and whose elements are
// trivially copyable, and measure it in bytes. Arrays of char are left out, because nobody knows
// whether the NUL at their end is meant: bytes(text, std::strlen(text)) says so.
#ifndef SECUREMEMORY_BYTES_HPP
#define SECUREMEMORY_BYTES_HPP

#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#if __has_include(<version>)
#include <version>
#endif
#if defined(__cpp_lib_span)
#include <span>
#endif

namespace securememory {
namespace detail {

template <class Container>
using pointer_to = decltype(std::data(std::declval<Container&>()));
template <class Container>
using element_of = std::remove_pointer_t<pointer_to<Container>>;

template <class Container, class = void>
struct is_readable : std::false_type {};
template <class Container>
struct is_readable<
    Container, std::void_t<pointer_to<Container>, decltype(std::size(std::declval<Container&>()))>>
    : std::bool_constant<std::is_pointer_v<pointer_to<Container>> &&
                         std::is_trivially_copyable_v<element_of<Container>> &&
                         !(std::is_array_v<Container> &&
                           std::is_same_v<std::remove_cv_t<element_of<Container>>, char>)> {};

template <class Container, class = void>
struct is_writable : std::false_type {};
template <class Container>
struct is_writable<Container, std::enable_if_t<is_readable<Container>::value>>
    : std::bool_constant<!std::is_const_v<element_of<Container>>> {};

template <class Container>
std::size_t size_in_bytes(const Container& container) noexcept {
  return std::size(container) * sizeof(*std::data(container));
}

}  // namespace detail

// bytes may be read.
struct bytes {
  const unsigned char* ptr = nullptr;  // the first byte
  std::size_t len = 0;                 // in bytes

  bytes() = default;
  // Of so many bytes from there on.
  bytes(const void* pointer, std::size_t length) noexcept
      : ptr(static_cast<const unsigned char*>(pointer)), len(length) {}
  template <class Container, std::enable_if_t<detail::is_readable<const Container>::value, int> = 0>
  bytes(const Container& container) noexcept
      : bytes(static_cast<const void*>(std::data(container)), detail::size_in_bytes(container)) {}

  const unsigned char* data() const noexcept { return ptr; }
  std::size_t size() const noexcept { return len; }
  bool empty() const noexcept { return len == 0; }
  const unsigned char* begin() const noexcept { return ptr; }
  const unsigned char* end() const noexcept { return ptr + len; }
  const unsigned char& operator[](std::size_t at) const noexcept { return ptr[at]; }
#if defined(__cpp_lib_span)
  operator std::span<const std::byte>() const noexcept {
    return std::as_bytes(std::span<const unsigned char>(ptr, len));
  }
#endif
};

// mutable_bytes may be written. A function that takes them wipes them, unless it says otherwise.
struct mutable_bytes {
  unsigned char* ptr = nullptr;  // the first byte
  std::size_t len = 0;           // in bytes

  mutable_bytes() = default;
  // Of so many bytes from there on.
  mutable_bytes(void* pointer, std::size_t length) noexcept
      : ptr(static_cast<unsigned char*>(pointer)), len(length) {}
  template <
      class Container,
      std::enable_if_t<detail::is_writable<std::remove_reference_t<Container>>::value, int> = 0>
  mutable_bytes(Container&& container) noexcept
      : mutable_bytes(static_cast<void*>(std::data(container)), detail::size_in_bytes(container)) {}

  unsigned char* data() const noexcept { return ptr; }
  std::size_t size() const noexcept { return len; }
  bool empty() const noexcept { return len == 0; }
  unsigned char* begin() const noexcept { return ptr; }
  unsigned char* end() const noexcept { return ptr + len; }
  unsigned char& operator[](std::size_t at) const noexcept { return ptr[at]; }
#if defined(__cpp_lib_span)
  operator std::span<std::byte>() const noexcept {
    return std::as_writable_bytes(std::span<unsigned char>(ptr, len));
  }
#endif
};

}  // namespace securememory

#endif
