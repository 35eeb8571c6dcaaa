// securememory/buffer.hpp: one secret on pages of its own, between two guard pages. What the calls
// mean, and their statuses, stands in memguard/buffer.h.
#ifndef SECUREMEMORY_BUFFER_HPP
#define SECUREMEMORY_BUFFER_HPP

#include "memguard/buffer.h"
#include "securememory/bytes.hpp"
#include "securememory/handle.hpp"
#include "securememory/io.hpp"
#include "securememory/result.hpp"

namespace securememory {

// One secret on pages of its own.
class buffer {
 public:
  buffer() = default;
  explicit buffer(::memguard_buffer* owned) noexcept : handle_(owned) {}

  // Zeroed and writable.
  static result<buffer> make(std::size_t size,
                             ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return own(memguard_buffer_new(context, size, &made), made);
  }
  static result<buffer> make_aligned(std::size_t size, std::size_t alignment,
                                     ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return own(memguard_buffer_new_aligned(context, size, alignment, &made), made);
  }

  // All others are read-only. from wipes its source on success, and leaves it intact on failure.
  static result<buffer> from(mutable_bytes plain,
                             ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return own(memguard_buffer_new_from(context, plain.ptr, plain.len, &made), made);
  }
  static result<buffer> copy(bytes plain,
                             ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return own(memguard_buffer_new_copy(context, plain.ptr, plain.len, &made), made);
  }
  static result<buffer> random(std::size_t length,
                               ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return own(memguard_buffer_new_random(context, length, &made), made);
  }

  // From a source, whose exceptions they throw. What an early end or a failure left: partial().
  static result<buffer> read(source from, std::size_t length,
                             ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return finish(own(memguard_buffer_new_read(context, from.get(), length, &made), made), from);
  }
  static result<buffer> read_until(source from, unsigned char delimiter, std::size_t limit,
                                   ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return finish(
        own(memguard_buffer_new_read_until(context, from.get(), delimiter, limit, &made), made),
        from);
  }
  static result<buffer> read_all(source from, std::size_t limit,
                                 ::memguard_context* context = memguard_default_context()) {
    ::memguard_buffer* made = nullptr;
    return finish(own(memguard_buffer_new_read_all(context, from.get(), limit, &made), made), from);
  }

  // Views are good until protect, resize, seal or the end. Empty when the protection does not allow
  // that access, and after a purge.
  bytes data() const noexcept {
    const unsigned char* at = memguard_buffer_data(get());
    return bytes(at, at == nullptr ? 0 : size());
  }
  mutable_bytes mutable_data() noexcept {
    unsigned char* at = memguard_buffer_mutable_data(get());
    return mutable_bytes(at, at == nullptr ? 0 : size());
  }

  // write wipes its source on success, write_copy does not.
  [[nodiscard]] ::securememory_status write(std::size_t offset, mutable_bytes plain) noexcept {
    return detail::cast(memguard_buffer_write(get(), offset, plain.ptr, plain.len));
  }
  [[nodiscard]] ::securememory_status write_copy(std::size_t offset, bytes plain) noexcept {
    return detail::cast(memguard_buffer_write_copy(get(), offset, plain.ptr, plain.len));
  }
  // Fills all of `to`.
  [[nodiscard]] ::securememory_status read_at(std::size_t offset, mutable_bytes to) const noexcept {
    return detail::cast(memguard_buffer_read(get(), offset, to.ptr, to.len));
  }

  [[nodiscard]] ::securememory_status protect(::memguard_protection access) noexcept {
    return detail::cast(memguard_buffer_protect(get(), access));
  }
  // protect(MEMGUARD_READ_ONLY).
  [[nodiscard]] ::securememory_status freeze() noexcept { return protect(MEMGUARD_READ_ONLY); }
  // protect(MEMGUARD_READ_WRITE).
  [[nodiscard]] ::securememory_status melt() noexcept { return protect(MEMGUARD_READ_WRITE); }
  // protect(MEMGUARD_NO_ACCESS).
  [[nodiscard]] ::securememory_status hide() noexcept { return protect(MEMGUARD_NO_ACCESS); }

  [[nodiscard]] ::securememory_status scramble() noexcept {
    return detail::cast(memguard_buffer_scramble(get()));
  }
  [[nodiscard]] ::securememory_status wipe() noexcept {
    return detail::cast(memguard_buffer_wipe(get()));
  }
  [[nodiscard]] ::securememory_status resize(std::size_t size) noexcept {
    return detail::cast(memguard_buffer_resize(get(), size));
  }
  [[nodiscard]] ::securememory_status verify() const noexcept {
    return detail::cast(memguard_buffer_verify(get()));
  }

  // In constant time. False also when it could not be compared, which memcall_last_error explains.
  [[nodiscard]] bool equal(bytes plain) const noexcept {
    bool same = false;
    return memguard_buffer_equal(get(), plain.ptr, plain.len, &same) == MEMGUARD_OK && same;
  }

  ::securememory_status status() const noexcept {
    return detail::cast(memguard_buffer_status(get()));
  }
  std::size_t size() const noexcept { return memguard_buffer_size(get()); }
  ::memguard_protection protection() const noexcept { return memguard_buffer_protection(get()); }
  [[nodiscard]] result<::memguard_safeguards> safeguards() const {
    ::memguard_safeguards out = {};
    ::memguard_status answer = memguard_buffer_safeguards(get(), &out);
    return {detail::cast(answer), out};
  }

  ::memguard_buffer* get() const noexcept { return handle_.get(); }
  void swap(buffer& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(buffer& a, buffer& b) noexcept { a.swap(b); }

 private:
  // By reference: the call that answers sets it as well.
  static result<buffer> own(::memguard_status answer, ::memguard_buffer* const& made) {
    return {detail::cast(answer), buffer(made)};
  }
  static result<buffer> finish(result<buffer> made, source& from) {
    from.rethrow();
    return made;
  }

  handle<::memguard_buffer, memguard_buffer_destroy> handle_;
};

}  // namespace securememory

#endif
