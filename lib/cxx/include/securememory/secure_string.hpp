// securememory/secure_string.hpp: text in locked memory, for passwords, tokens and PEM.
//
// A type of its own, because std::basic_string keeps short strings in the object itself, wherever
// that lies, and leaves them there. Here no character is ever in the object; all else is as in
// secure_vector: what is cut off is wiped at once, it moves and is copied by duplicate() alone, and
// comparison takes a time that depends on lengths alone. There is no operator<<.
#ifndef SECUREMEMORY_SECURE_STRING_HPP
#define SECUREMEMORY_SECURE_STRING_HPP

#include <string_view>

#include "securememory/allocator.hpp"
#include "securememory/bytes.hpp"
#include "securememory/result.hpp"
#include "securememory/storage.hpp"

namespace securememory {
namespace detail {

// What a string is a copy of: all that is a std::string_view, a literal without its NUL, or bytes.
struct text : bytes {
  template <class Text>
  text(const Text& from) noexcept : bytes(view(from)) {}

 private:
  template <class Text>
  static bytes view(const Text& from) noexcept {
    if constexpr (std::is_convertible_v<const Text&, std::string_view>)
      return std::string_view(from);
    else
      return from;
  }
};

}  // namespace detail

// Text on the locked heap.
class secure_string {
 public:
  using value_type = char;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = char&;
  using const_reference = const char&;
  using iterator = char*;
  using const_iterator = const char*;
  using allocator_type = allocator<char>;

  secure_string() noexcept : secure_string(allocator<char>()) {}
  explicit secure_string(const allocator<char>& of) noexcept : bytes_(of.get()) {}

  // Statuses of memguard_malloc. from wipes its source on success: a std::string, a buffer of chars
  // as mutable_bytes(buffer, length).
  static result<secure_string> from(mutable_bytes text, const allocator<char>& of = {}) {
    return make(text, detail::source_is::wiped, of);
  }
  // Leaves its source alone.
  static result<secure_string> copy(detail::text text, const allocator<char>& of = {}) {
    return make(text, detail::source_is::kept, of);
  }
  [[nodiscard]] result<secure_string> duplicate() const { return copy(view(), get_allocator()); }

  size_type size() const noexcept { return bytes_.size(); }
  size_type length() const noexcept { return bytes_.size(); }
  size_type capacity() const noexcept { return bytes_.capacity(); }
  bool empty() const noexcept { return bytes_.size() == 0; }
  char* data() noexcept { return reinterpret_cast<char*>(bytes_.data()); }
  const char* data() const noexcept { return reinterpret_cast<const char*>(bytes_.data()); }
  // Ended by a NUL, never NULL. Good until the next change.
  const char* c_str() const noexcept { return bytes_.data() == nullptr ? "" : data(); }
  std::string_view view() const noexcept { return std::string_view(c_str(), size()); }
  char* begin() noexcept { return data(); }
  char* end() noexcept { return data() + size(); }
  const char* begin() const noexcept { return data(); }
  const char* end() const noexcept { return data() + size(); }
  char& operator[](size_type at) noexcept { return data()[at]; }
  const char& operator[](size_type at) const noexcept { return data()[at]; }
  char& back() noexcept { return end()[-1]; }
  const char& back() const noexcept { return end()[-1]; }
  allocator<char> get_allocator() const noexcept { return allocator<char>(bytes_.context()); }

  // append and assign wipe their source, which is not a part of this string.
  void append(mutable_bytes text) { add(text, detail::source_is::wiped); }
  // append_copy leaves its source alone.
  void append_copy(detail::text text) { add(text, detail::source_is::kept); }
  // assign has the new content whole before the old one goes.
  void assign(mutable_bytes text) { replace(text, detail::source_is::wiped); }
  // assign_copy leaves its source alone.
  void assign_copy(detail::text text) { replace(text, detail::source_is::kept); }
  void push_back(const char& one) { add(bytes(&one, 1), detail::source_is::kept); }
  void pop_back() noexcept { (void)bytes_.resize(size() - 1); }

  // Added characters are NUL: room to read into, through data().
  void resize(size_type length) { detail::require(bytes_.resize(length)); }
  void clear() noexcept { (void)bytes_.resize(0); }
  void reserve(size_type length) { detail::require(bytes_.reserve(length)); }
  [[nodiscard]] status try_reserve(size_type length) noexcept { return bytes_.reserve(length); }
  void shrink_to_fit() noexcept { bytes_.shrink_to_fit(); }

  void swap(secure_string& other) noexcept { bytes_.swap(other.bytes_); }
  friend void swap(secure_string& a, secure_string& b) noexcept { a.swap(b); }

  friend bool operator==(const secure_string& a, const secure_string& b) noexcept {
    return a.bytes_.equals(b);
  }
  friend bool operator!=(const secure_string& a, const secure_string& b) noexcept {
    return !(a == b);
  }
  // With text that is no secure_string: what a peer sent, say.
  [[nodiscard]] bool equal(detail::text text) const noexcept { return bytes_.equals(text); }

 private:
  // One byte to spare for the NUL.
  using storage = detail::storage<alignof(char), 1>;

  static result<secure_string> make(bytes text, detail::source_is then, const allocator<char>& of) {
    secure_string made(of);
    status answer = made.bytes_.append(text, then);
    return {answer, std::move(made)};
  }

  void add(bytes text, detail::source_is then) { detail::require(bytes_.append(text, then)); }

  // The new content is whole before the old one goes.
  void replace(bytes text, detail::source_is then) {
    secure_string fresh(get_allocator());
    fresh.add(text, then);
    swap(fresh);
  }

  storage bytes_;
};

}  // namespace securememory

#endif
