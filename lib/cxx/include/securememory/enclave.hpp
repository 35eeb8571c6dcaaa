// securememory/enclave.hpp: a secret at rest as ciphertext. What the calls mean, and their statuses,
// stands in memguard/enclave.h.
#ifndef SECUREMEMORY_ENCLAVE_HPP
#define SECUREMEMORY_ENCLAVE_HPP

#include "memguard/enclave.h"
#include "securememory/buffer.hpp"
#include "securememory/callback.hpp"

namespace securememory {

// A secret at rest as ciphertext.
class enclave {
 public:
  enclave() = default;
  explicit enclave(::memguard_enclave* owned) noexcept : handle_(owned) {}

  // Wipes its source on success, and leaves it intact on failure.
  static result<enclave> from(mutable_bytes plain,
                              ::memguard_context* context = memguard_default_context()) {
    ::memguard_enclave* made = nullptr;
    return own(memguard_enclave_new_from(context, plain.ptr, plain.len, &made), made);
  }
  static result<enclave> copy(bytes plain,
                              ::memguard_context* context = memguard_default_context()) {
    ::memguard_enclave* made = nullptr;
    return own(memguard_enclave_new_copy(context, plain.ptr, plain.len, &made), made);
  }
  static result<enclave> random(std::size_t length,
                                ::memguard_context* context = memguard_default_context()) {
    ::memguard_enclave* made = nullptr;
    return own(memguard_enclave_new_random(context, length, &made), made);
  }
  // On success the buffer answers EXPIRED; on failure it is as it was.
  static result<enclave> seal(buffer& plain) {
    ::memguard_enclave* made = nullptr;
    return own(memguard_buffer_seal(plain.get(), &made), made);
  }

  // A read-only buffer.
  [[nodiscard]] result<buffer> open() const {
    ::memguard_buffer* made = nullptr;
    ::memguard_status answer = memguard_enclave_open(get(), &made);
    return {detail::cast(answer), buffer(made)};
  }
  // Into memory of a secure container, say. The size of the plaintext, also as partial() of
  // TOO_SMALL.
  [[nodiscard]] result<std::size_t> open_into(mutable_bytes to) const {
    std::size_t length = 0;
    ::memguard_status answer = memguard_enclave_open_into(get(), to.ptr, to.len, &length);
    return {detail::cast(answer), length};
  }

  // Calls use(bytes) with the plaintext, and answers what callback.hpp says. What use throws is
  // thrown when the plaintext is wiped.
  template <class F>
  [[nodiscard]] auto with_bytes(F&& use) const {
    detail::visit<std::remove_reference_t<F>> visit(use);
    return visit.answer(detail::cast(memguard_enclave_with_bytes(get(), visit.enter, &visit)));
  }

  ::securememory_status status() const noexcept {
    return detail::cast(memguard_enclave_status(get()));
  }
  std::size_t size() const noexcept { return memguard_enclave_size(get()); }

  ::memguard_enclave* get() const noexcept { return handle_.get(); }
  void swap(enclave& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(enclave& a, enclave& b) noexcept { a.swap(b); }

 private:
  // By reference: the call that answers sets it as well.
  static result<enclave> own(::memguard_status answer, ::memguard_enclave* const& made) {
    return {detail::cast(answer), enclave(made)};
  }

  handle<::memguard_enclave, memguard_enclave_destroy> handle_;
};

}  // namespace securememory

#endif
