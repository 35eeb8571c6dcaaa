// kept.h: a random secret, kept in this process in one of the ways that `secmem attack` compares.
#ifndef TESTS_ATTACK_KEPT_H
#define TESTS_ATTACK_KEPT_H

#include <gtest/gtest.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tests/attack/name.h"

extern "C" {  // headers of C files alone
#include "tools/secmem/attack/storage.h"
}

namespace attack_test {

class Kept {
 public:
  static constexpr size_t kLength = 32;

  Kept(memguard_context *context, attack_storage storage) : keeper_(attack_keeper_of(storage)) {
    int ends[2];
    unsigned char secret[kLength];
    vault_.context = context;
    vault_.length = kLength;
    EXPECT_EQ(memguard_scramble(secret, sizeof secret), MEMGUARD_OK);
    EXPECT_EQ(pipe(ends), 0);
    EXPECT_EQ(write(ends[1], secret, sizeof secret), static_cast<ssize_t>(sizeof secret));
    EXPECT_TRUE(keeper_->keep(&vault_, ends[0])) << memcall_last_error()->text;
    close(ends[0]);
    close(ends[1]);
  }

  // What a program would use of it; then it is plain.
  unsigned char *Open() {
    EXPECT_TRUE(keeper_->reach == nullptr || keeper_->reach(&vault_));
    return vault_.bytes;
  }

  void Drop() {
    keeper_->drop(&vault_);
    if (vault_.factory != nullptr) {
      EXPECT_EQ(securememory_factory_destroy(vault_.factory), SECUREMEMORY_OK);
    }
  }

  memcall_safeguards in_force() const { return vault_.safeguards.in_force; }

 private:
  const attack_keeper *keeper_;
  attack_vault vault_ = {};
};

}  // namespace attack_test

#endif
