// securememory/stream.hpp: bytes that wait, sealed, until they are read. What the calls mean, and
// their statuses, stands in memguard/stream.h.
#ifndef SECUREMEMORY_STREAM_HPP
#define SECUREMEMORY_STREAM_HPP

#include "memguard/stream.h"
#include "securememory/buffer.hpp"

namespace securememory {

// A queue of sealed chunks.
class stream {
 public:
  stream() = default;
  explicit stream(::memguard_stream* owned) noexcept : handle_(owned) {}

  // chunk_size in bytes; 0: four pages.
  static result<stream> make(std::size_t chunk_size = 0,
                             ::memguard_context* context = memguard_default_context()) {
    ::memguard_stream* made = nullptr;
    ::memguard_status answer = memguard_stream_new(context, chunk_size, &made);
    return {detail::cast(answer), stream(made)};
  }

  // write wipes its source on success, write_copy does not.
  [[nodiscard]] ::securememory_status write(mutable_bytes plain) noexcept {
    return detail::cast(memguard_stream_write(get(), plain.ptr, plain.len));
  }
  [[nodiscard]] ::securememory_status write_copy(bytes plain) noexcept {
    return detail::cast(memguard_stream_write_copy(get(), plain.ptr, plain.len));
  }

  // How many bytes were put in `to` (memory of a secure container, say); END: nothing waits.
  [[nodiscard]] result<std::size_t> read(mutable_bytes to) {
    std::size_t got = 0;
    ::memguard_status answer = memguard_stream_read(get(), to.ptr, to.len, &got);
    return {detail::cast(answer), got};
  }
  [[nodiscard]] result<std::size_t> peek(mutable_bytes to) {
    std::size_t got = 0;
    ::memguard_status answer = memguard_stream_peek(get(), to.ptr, to.len, &got);
    return {detail::cast(answer), got};
  }
  // The first chunk; all of them.
  [[nodiscard]] result<buffer> next() {
    ::memguard_buffer* made = nullptr;
    ::memguard_status answer = memguard_stream_next(get(), &made);
    return {detail::cast(answer), buffer(made)};
  }
  [[nodiscard]] result<buffer> read_all() {
    ::memguard_buffer* made = nullptr;
    ::memguard_status answer = memguard_stream_read_all(get(), &made);
    return {detail::cast(answer), buffer(made)};
  }

  // How many bytes were moved, also as partial() of a failure. They throw what the source or sink
  // throws, when the stream has what was moved before.
  [[nodiscard]] result<std::size_t> fill(source from, std::size_t limit) {
    std::size_t moved = 0;
    ::memguard_status answer = memguard_stream_fill(get(), from.get(), limit, &moved);
    from.rethrow();
    return {detail::cast(answer), moved};
  }
  [[nodiscard]] result<std::size_t> drain(sink to) {
    std::size_t moved = 0;
    ::memguard_status answer = memguard_stream_drain(get(), to.get(), &moved);
    to.rethrow();
    return {detail::cast(answer), moved};
  }

  ::securememory_status status() const noexcept {
    return detail::cast(memguard_stream_status(get()));
  }
  std::size_t size() const noexcept { return memguard_stream_size(get()); }

  ::memguard_stream* get() const noexcept { return handle_.get(); }
  void swap(stream& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(stream& a, stream& b) noexcept { a.swap(b); }

 private:
  handle<::memguard_stream, memguard_stream_destroy> handle_;
};

}  // namespace securememory

#endif
