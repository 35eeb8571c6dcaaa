// source.h: sources that give what a test says, and go wrong when it says.
#ifndef TESTS_MEMGUARD_BUFFER_SOURCE_H
#define TESTS_MEMGUARD_BUFFER_SOURCE_H

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>

#include "memguard/io.h"

namespace buffer_test {

struct Source {
  std::string bytes;
  size_t chunk = SIZE_MAX;             // at most so many at once
  memguard_status last = MEMGUARD_OK;  // what the call that gives the last byte answers
  size_t at = 0, calls = 0;
  std::function<void()> during;  // what happens in every call
  size_t lie = 0;                // it claims so many more than it was asked for

  memguard_source Get() { return {Read, this}; }

  static memguard_status Read(void* user, void* bytes, size_t capacity, size_t* got) {
    Source* self = static_cast<Source*>(user);
    size_t size = std::min({capacity, self->chunk, self->bytes.size() - self->at});
    memcpy(bytes, self->bytes.data() + self->at, size);
    self->at += size;
    self->calls++;
    *got = self->lie != 0 ? capacity + self->lie : size;
    if (self->during) self->during();
    bool ends = self->at == self->bytes.size();
    return ends ? self->last : MEMGUARD_OK;
  }
};

}  // namespace buffer_test

#endif
