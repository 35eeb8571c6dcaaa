// securememory/loan.hpp: being inside a secret for the length of a scope, for code that cannot be a
// callback.
#ifndef SECUREMEMORY_LOAN_HPP
#define SECUREMEMORY_LOAN_HPP

#include "securememory/secret.hpp"

namespace securememory {

// Threads: a loan ends in the thread that took it, and may not be moved to another.
class loan {
 public:
  loan() = default;
  // Statuses of securememory_secret_borrow. The secret may be destroyed before the loan ends.
  static result<loan> take(const secret& from) {
    loan taken;
    ::securememory_status answer = securememory_secret_borrow(from.get(), &taken.loan_);
    return {answer, std::move(taken)};
  }

  // What was moved from is empty.
  loan(loan&& other) noexcept : loan_(std::exchange(other.loan_, {})) {}
  loan& operator=(loan&& other) noexcept {
    loan(std::move(other)).swap(*this);
    return *this;
  }
  ~loan() { (void)end(); }

  // EXPIRED, FORKED: discard what was done with the bytes. OK, also when it had ended before. Only
  // this tells; the destructor ends it, too.
  ::securememory_status end() noexcept { return securememory_secret_return(&loan_); }

  // Empty when it has ended.
  bytes data() const noexcept { return bytes(loan_.bytes, loan_.length); }
  void swap(loan& other) noexcept { std::swap(loan_, other.loan_); }
  friend void swap(loan& a, loan& b) noexcept { a.swap(b); }

 private:
  ::securememory_loan loan_ = {nullptr, 0, nullptr};
};

}  // namespace securememory

#endif
