// securememory/allocator.hpp: a context's heap for containers of the standard library.
//
// Elements are locked, and wiped when the container gives their memory back; not when it only
// forgets them (pop_back, clear). secure_vector and secure_string wipe those, too, and compare in
// constant time. std::basic_string is not safe with any allocator: it keeps up to 15 or 22
// characters in the object itself, and leaves them there.
#ifndef SECUREMEMORY_ALLOCATOR_HPP
#define SECUREMEMORY_ALLOCATOR_HPP

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "memguard/heap.h"
#include "securememory/context.hpp"
#include "securememory/error.hpp"

namespace securememory {
namespace detail {

// Zeroed memory, or NULL with memcall_last_error. The heap itself aligns to 16.
inline void* place(::memguard_context* context, std::size_t alignment, std::size_t size) noexcept {
  return alignment <= 16 ? memguard_malloc(context, size)
                         : memguard_aligned_alloc(context, alignment, size);
}

}  // namespace detail

// allocator borrows its context, which outlives it. Two are equal when their context is one.
//
// A container that is moved or swapped takes its context along, so that no element is copied from
// one to the other; one that is assigned a copy keeps its own.
template <class T>
class allocator {
 public:
  using value_type = T;
  using propagate_on_container_copy_assignment = std::false_type;
  using propagate_on_container_move_assignment = std::true_type;
  using propagate_on_container_swap = std::true_type;
  using is_always_equal = std::false_type;

  allocator() noexcept : context_(memguard_default_context()) {}
  allocator(const context& owner) noexcept : context_(owner.get()) {}
  explicit allocator(::memguard_context* context) noexcept : context_(context) {}
  template <class U>
  allocator(const allocator<U>& other) noexcept : context_(other.get()) {}

  // Zeroed memory, aligned for T. Throws std::bad_alloc, or std::bad_array_new_length when so many
  // do not fit the address space; without exceptions it purges everything and ends the process.
  // memcall_last_error explains.
  [[nodiscard]] T* allocate(std::size_t count) {
    if (count > PTRDIFF_MAX / sizeof(T)) detail::too_many();
    void* made = detail::place(context_, alignof(T), count == 0 ? 1 : count * sizeof(T));
    if (made == nullptr) detail::no_memory();
    return static_cast<T*>(made);
  }

  // Wipes it.
  void deallocate(T* place, std::size_t) noexcept { memguard_free(context_, place); }

  ::memguard_context* get() const noexcept { return context_; }

  template <class U>
  friend bool operator==(const allocator& a, const allocator<U>& b) noexcept {
    return a.get() == b.get();
  }
  template <class U>
  friend bool operator!=(const allocator& a, const allocator<U>& b) noexcept {
    return a.get() != b.get();
  }

 private:
  ::memguard_context* context_;
};

}  // namespace securememory

#endif
