// securememory/reader.hpp: a secret, piece by piece.
#ifndef SECUREMEMORY_READER_HPP
#define SECUREMEMORY_READER_HPP

#include "securememory/secret.hpp"

namespace securememory {

// reader has an offset of its own, and may outlive its secret.
class reader {
 public:
  reader() = default;
  explicit reader(::securememory_reader* owned) noexcept : handle_(owned) {}

  // Statuses of securememory_reader_new.
  static result<reader> make(const secret& from) {
    ::securememory_reader* made = nullptr;
    ::securememory_status answer = securememory_reader_new(from.get(), &made);
    return {answer, reader(made)};
  }

  // Fills the next bytes of `to` (memory of a secure container, say) and answers how many; END when
  // there are no more.
  [[nodiscard]] result<std::size_t> read(mutable_bytes to) const {
    std::size_t got = 0;
    ::securememory_status answer = securememory_reader_read(get(), to.ptr, to.len, &got);
    return {answer, got};
  }

  ::securememory_reader* get() const noexcept { return handle_.get(); }
  void swap(reader& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(reader& a, reader& b) noexcept { a.swap(b); }

 private:
  handle<::securememory_reader, securememory_reader_destroy> handle_;
};

}  // namespace securememory

#endif
