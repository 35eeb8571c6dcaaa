// residue.h: searches all readable memory of the process for a text that stands on a page of its own.
#ifndef TESTS_CXX_RESIDUE_H
#define TESTS_CXX_RESIDUE_H

#include <memory>

#include "tests/attack/own_memory.h"
#include "tests/cxx/fixture.h"

namespace cxx_test {

using securememory::bytes;
using securememory::secure_string;

class CxxResidue : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    memory_ = std::make_unique<attack_test::OwnMemory>();
    aside_ = memory_->aside();
  }
  void TearDown() override {
    memory_.reset();
    World::TearDown();
  }

  bytes Text() const { return bytes(aside_->text, sizeof aside_->text); }
  secure_string Make() { return std::move(*secure_string::copy(Text(), context_)); }

  // The longest part of the text that stands anywhere but where it may.
  size_t Found(const secure_string* but = nullptr) {
    return but == nullptr ? memory_->Found() : memory_->Found(but->data(), but->size());
  }

  std::unique_ptr<attack_test::OwnMemory> memory_;
  attack_test::OwnMemory::Aside* aside_ = nullptr;
};

}  // namespace cxx_test

#endif
