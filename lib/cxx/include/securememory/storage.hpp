// securememory/storage.hpp: what secure_vector and secure_string keep their bytes in. Not for
// programs.
#ifndef SECUREMEMORY_STORAGE_HPP
#define SECUREMEMORY_STORAGE_HPP

#include <cstddef>
#include <cstdint>
#include <utility>

#include "memguard/bytes.h"
#include "securememory/allocator.hpp"
#include "securememory/bytes.hpp"
#include "securememory/error.hpp"

namespace securememory::detail {

enum class source_is { kept, wiped };

// size() bytes on a context's heap, and room for more, which is always zero: so growing shows
// nothing old, and Spare zero bytes behind the content end a string. Content is only ever copied by
// the C library, which leaves nothing of it in registers. On failure all is as it was.
template <std::size_t Alignment, std::size_t Spare>
class storage {
 public:
  explicit storage(::memguard_context* context) noexcept : context_(context) {}
  storage(storage&& other) noexcept
      : context_(other.context_),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  storage& operator=(storage&& other) noexcept {
    storage(std::move(other)).swap(*this);
    return *this;
  }
  ~storage() { memguard_free(context_, data_); }

  void swap(storage& other) noexcept {
    std::swap(context_, other.context_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  unsigned char* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t capacity() const noexcept { return capacity_ < Spare ? 0 : capacity_ - Spare; }
  ::memguard_context* context() const noexcept { return context_; }

  status reserve(std::size_t bytes) noexcept {
    return bytes <= capacity() ? SECUREMEMORY_OK : move_to(bytes, {}, source_is::kept);
  }

  // Bytes that are added are zero, those that are cut off are wiped.
  status resize(std::size_t bytes) noexcept {
    status answer =
        bytes <= capacity() ? SECUREMEMORY_OK : move_to(grown(bytes), {}, source_is::kept);
    if (answer != SECUREMEMORY_OK) return answer;
    if (bytes < size_) memguard_wipe(data_ + bytes, size_ - bytes);
    size_ = bytes;
    return SECUREMEMORY_OK;
  }

  // The source may be a part of this content.
  status append(bytes plain, source_is then) noexcept {
    if (plain.len > PTRDIFF_MAX - size_) return SECUREMEMORY_ERR_OVERFLOW;
    const std::size_t total = size_ + plain.len;
    if (total > capacity()) return move_to(grown(total), plain, then);
    take(data_, plain, then);
    return SECUREMEMORY_OK;
  }

  // Gives back what it can; there may be no memory for the smaller place.
  void shrink_to_fit() noexcept {
    if (size_ == 0)
      storage(context_).swap(*this);
    else if (size_ != capacity())
      (void)move_to(size_, {}, source_is::kept);
  }

  bool equals(bytes other) const noexcept {
    return size_ == other.len && memguard_equal(data_, other.ptr, size_);
  }

 private:
  static constexpr std::size_t kLeast = 32;

  // The first place is exact, for most secrets never grow.
  std::size_t grown(std::size_t bytes) const noexcept {
    if (capacity() == 0 || capacity() > PTRDIFF_MAX / 2) return bytes;
    const std::size_t twice = capacity() < kLeast / 2 ? kLeast : 2 * capacity();
    return bytes < twice ? twice : bytes;
  }

  void take(unsigned char* to, bytes plain, source_is then) noexcept {
    memguard_copy(to + size_, plain.ptr, plain.len);
    size_ += plain.len;
    if (then == source_is::wiped) memguard_wipe(const_cast<unsigned char*>(plain.ptr), plain.len);
  }

  // The old place, which the source may be in, is wiped last.
  status move_to(std::size_t room, bytes plain, source_is then) noexcept {
    if (room > PTRDIFF_MAX - Spare) return SECUREMEMORY_ERR_OVERFLOW;
    void* made = place(context_, Alignment, room + Spare);
    if (made == nullptr) return last_status();
    unsigned char* to = static_cast<unsigned char*>(made);
    if (size_ != 0) memguard_copy(to, data_, size_);
    if (plain.len != 0) take(to, plain, then);
    memguard_free(context_, data_);
    data_ = to;
    capacity_ = room + Spare;
    return SECUREMEMORY_OK;
  }

  ::memguard_context* context_;
  unsigned char* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace securememory::detail

#endif
