// securememory/secure_vector.hpp: a growing array of secrets in locked memory.
//
// Elements that are cut off or moved to a larger place are wiped at once. Moves, never copies but by
// duplicate(); what was moved from is empty. Comparison takes a time that depends on sizes alone.
// Writers as everywhere: append and assign wipe their source, append_copy and assign_copy do not.
//
// When there is no memory, all is as it was, and std::bad_alloc is thrown; error, when bytes are no
// whole number of elements, or the context is NULL. (Without exceptions everything is purged and the
// process ends.) try_reserve answers a status instead, and within its room append, push_back and
// resize do not fail.
#ifndef SECUREMEMORY_SECURE_VECTOR_HPP
#define SECUREMEMORY_SECURE_VECTOR_HPP

#include <type_traits>

#include "securememory/allocator.hpp"
#include "securememory/bytes.hpp"
#include "securememory/result.hpp"
#include "securememory/storage.hpp"

namespace securememory {

// Trivially copyable elements on the locked heap.
template <class T>
class secure_vector {
  static_assert(std::is_trivially_copyable_v<T>, "of others: std::vector<T, allocator<T>>");

 public:
  using value_type = T;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = T&;
  using const_reference = const T&;
  using iterator = T*;
  using const_iterator = const T*;
  using allocator_type = allocator<T>;

  secure_vector() noexcept : secure_vector(allocator<T>()) {}
  explicit secure_vector(const allocator<T>& of) noexcept : bytes_(of.get()) {}
  // count zeroed elements.
  explicit secure_vector(size_type count, const allocator<T>& of = {}) : bytes_(of.get()) {
    resize(count);
  }

  // INVALID: not a whole number of elements; statuses of memguard_malloc.
  static result<secure_vector> from(mutable_bytes plain, const allocator<T>& of = {}) {
    return make(plain, detail::source_is::wiped, of);
  }
  // Leaves its source alone.
  static result<secure_vector> copy(bytes plain, const allocator<T>& of = {}) {
    return make(plain, detail::source_is::kept, of);
  }
  [[nodiscard]] result<secure_vector> duplicate() const { return copy(*this, get_allocator()); }

  size_type size() const noexcept { return bytes_.size() / sizeof(T); }
  size_type capacity() const noexcept { return bytes_.capacity() / sizeof(T); }
  bool empty() const noexcept { return bytes_.size() == 0; }
  T* data() noexcept { return reinterpret_cast<T*>(bytes_.data()); }
  const T* data() const noexcept { return reinterpret_cast<const T*>(bytes_.data()); }
  T* begin() noexcept { return data(); }
  T* end() noexcept { return data() + size(); }
  const T* begin() const noexcept { return data(); }
  const T* end() const noexcept { return data() + size(); }
  T& operator[](size_type at) noexcept { return data()[at]; }
  const T& operator[](size_type at) const noexcept { return data()[at]; }
  T& front() noexcept { return *begin(); }
  const T& front() const noexcept { return *begin(); }
  T& back() noexcept { return end()[-1]; }
  const T& back() const noexcept { return end()[-1]; }
  allocator<T> get_allocator() const noexcept { return allocator<T>(bytes_.context()); }

  // Whole elements. What is wiped is not a part of this vector.
  void append(mutable_bytes plain) { add(plain, detail::source_is::wiped); }
  // append_copy leaves its source alone.
  void append_copy(bytes plain) { add(plain, detail::source_is::kept); }
  // assign has the new content whole before the old one goes.
  void assign(mutable_bytes plain) { replace(plain, detail::source_is::wiped); }
  // assign_copy leaves its source alone.
  void assign_copy(bytes plain) { replace(plain, detail::source_is::kept); }
  void push_back(const T& one) { add(bytes(&one, sizeof one), detail::source_is::kept); }
  void pop_back() noexcept { (void)bytes_.resize(bytes_.size() - sizeof(T)); }

  // Added elements are zero.
  void resize(size_type count) { detail::require(bytes_.resize(in_bytes(count))); }
  void clear() noexcept { (void)bytes_.resize(0); }
  void reserve(size_type count) { detail::require(bytes_.reserve(in_bytes(count))); }
  [[nodiscard]] status try_reserve(size_type count) noexcept {
    return count > PTRDIFF_MAX / sizeof(T) ? SECUREMEMORY_ERR_OVERFLOW
                                           : bytes_.reserve(count * sizeof(T));
  }
  void shrink_to_fit() noexcept { bytes_.shrink_to_fit(); }

  void swap(secure_vector& other) noexcept { bytes_.swap(other.bytes_); }
  friend void swap(secure_vector& a, secure_vector& b) noexcept { a.swap(b); }

  friend bool operator==(const secure_vector& a, const secure_vector& b) noexcept {
    static_assert(std::has_unique_object_representations_v<T>,
                  "equal values may have unequal bytes");
    return a.bytes_.equals(b);
  }
  friend bool operator!=(const secure_vector& a, const secure_vector& b) noexcept {
    return !(a == b);
  }

 private:
  using storage = detail::storage<alignof(T), 0>;

  static result<secure_vector> make(bytes plain, detail::source_is then, const allocator<T>& of) {
    secure_vector made(of);
    status answer = add_to(made.bytes_, plain, then);
    return {answer, std::move(made)};
  }

  static size_type in_bytes(size_type count) {
    if (count > PTRDIFF_MAX / sizeof(T)) detail::too_many();
    return count * sizeof(T);
  }

  static status add_to(storage& to, bytes plain, detail::source_is then) noexcept {
    return plain.len % sizeof(T) == 0 ? to.append(plain, then) : SECUREMEMORY_ERR_INVALID;
  }

  void add(bytes plain, detail::source_is then) { detail::require(add_to(bytes_, plain, then)); }

  // The new content is whole before the old one goes.
  void replace(bytes plain, detail::source_is then) {
    secure_vector fresh(get_allocator());
    fresh.add(plain, then);
    swap(fresh);
  }

  storage bytes_;
};

}  // namespace securememory

#endif
