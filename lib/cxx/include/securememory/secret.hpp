// securememory/secret.hpp: a value that does not change, readable only while someone is inside it.
// What the calls mean, and their statuses, stands in securememory/secret.h.
#ifndef SECUREMEMORY_SECRET_HPP
#define SECUREMEMORY_SECRET_HPP

#include "securememory/callback.hpp"
#include "securememory/factory.hpp"
#include "securememory/handle.hpp"
#include "securememory/io.hpp"
#include "securememory/secret.h"

namespace securememory {

// Threads: as the C calls; a move, a swap and the destructor are the owner's alone.
class secret {
 public:
  secret() = default;
  explicit secret(::securememory_secret* owned) noexcept : handle_(owned) {}

  // Wipes its source on success, and leaves it intact on failure.
  static result<secret> from(mutable_bytes plain,
                             ::securememory_factory* factory = securememory_default_factory()) {
    ::securememory_secret* made = nullptr;
    return own(securememory_secret_new_from(factory, plain.ptr, plain.len, &made), made);
  }
  static result<secret> copy(bytes plain,
                             ::securememory_factory* factory = securememory_default_factory()) {
    ::securememory_secret* made = nullptr;
    return own(securememory_secret_new_copy(factory, plain.ptr, plain.len, &made), made);
  }
  static result<secret> random(std::size_t length,
                               ::securememory_factory* factory = securememory_default_factory()) {
    ::securememory_secret* made = nullptr;
    return own(securememory_secret_new_random(factory, length, &made), made);
  }
  // To the end of the source. Throws what the source throws, and then makes nothing.
  static result<secret> read(source from, std::size_t limit,
                             ::securememory_factory* factory = securememory_default_factory()) {
    ::securememory_secret* made = nullptr;
    result<secret> all = own(securememory_secret_new_read(factory, from.get(), limit, &made), made);
    from.rethrow();
    return all;
  }
  static result<secret> prompt(const char* text, std::size_t limit,
                               ::securememory_factory* factory = securememory_default_factory()) {
    ::securememory_secret* made = nullptr;
    return own(securememory_secret_new_prompt(factory, text, limit, &made), made);
  }
  [[nodiscard]] result<secret> duplicate() const {
    ::securememory_secret* made = nullptr;
    return own(securememory_secret_duplicate(get(), &made), made);
  }

  // Calls use(bytes) with the plaintext, and answers what callback.hpp says. What use throws is
  // thrown when the secret is at rest again, or open for others who are inside.
  template <class F>
  [[nodiscard]] auto with_bytes(F&& use) const {
    detail::visit<std::remove_reference_t<F>> visit(use);
    return visit.answer(securememory_secret_with_bytes(get(), visit.enter, &visit));
  }

  // In constant time; different lengths are not equal. False also when it could not be compared,
  // which memcall_last_error explains.
  [[nodiscard]] bool equal(bytes plain) const noexcept {
    bool same = false;
    return securememory_secret_equal(get(), plain.ptr, plain.len, &same) == SECUREMEMORY_OK && same;
  }
  [[nodiscard]] bool equal(const secret& other) const noexcept {
    bool same = false;
    return securememory_secret_equal_to(get(), other.get(), &same) == SECUREMEMORY_OK && same;
  }

  [[nodiscard]] ::securememory_status close(
      std::uint32_t timeout_ms = SECUREMEMORY_FOREVER) const noexcept {
    return securememory_secret_close(get(), timeout_ms);
  }

  ::securememory_status status() const noexcept { return securememory_secret_status(get()); }
  std::size_t size() const noexcept { return securememory_secret_size(get()); }
  [[nodiscard]] result<::memguard_safeguards> safeguards() const {
    ::memguard_safeguards out = {};
    ::securememory_status answer = securememory_secret_safeguards(get(), &out);
    return {answer, out};
  }

  ::securememory_secret* get() const noexcept { return handle_.get(); }
  void swap(secret& other) noexcept { handle_.swap(other.handle_); }
  friend void swap(secret& a, secret& b) noexcept { a.swap(b); }

 private:
  // By reference: the call that answers sets it as well.
  static result<secret> own(::securememory_status answer, ::securememory_secret* const& made) {
    return {answer, secret(made)};
  }

  handle<::securememory_secret, securememory_secret_destroy> handle_;
};

}  // namespace securememory

#endif
