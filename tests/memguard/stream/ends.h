// ends.h: what streams are filled from and drained to.
#ifndef TESTS_MEMGUARD_STREAM_ENDS_H
#define TESTS_MEMGUARD_STREAM_ENDS_H

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>

#include "memguard/io.h"

namespace stream_test {

// A source that gives `text` in pieces, and then what `last` answers.
struct Giver {
  std::string text;
  size_t piece = SIZE_MAX;
  memguard_status last = MEMGUARD_OK;
  bool last_with_bytes = false;  // the status comes with the last bytes, and not after them
  std::function<void()> before = [] {};
  size_t at = 0;
  int calls = 0;

  memguard_source source() { return {Read, this}; }

  static memguard_status Read(void* user, void* bytes, size_t capacity, size_t* got) {
    Giver* self = static_cast<Giver*>(user);
    self->before();
    self->calls++;
    *got = std::min({self->text.size() - self->at, capacity, self->piece});
    memcpy(bytes, self->text.data() + self->at, *got);
    self->at += *got;
    bool over = self->at == self->text.size() && (*got == 0 || self->last_with_bytes);
    return over ? self->last : MEMGUARD_OK;
  }
};

// A sink that keeps all it is given, and fails on the nth call, from 1.
struct Taker {
  std::string text;
  int fails_on = 0;
  std::function<void()> before = [] {};
  int calls = 0;

  memguard_sink sink() { return {Write, this}; }

  static memguard_status Write(void* user, const void* bytes, size_t length) {
    Taker* self = static_cast<Taker*>(user);
    self->before();
    if (++self->calls == self->fails_on) return MEMGUARD_ERR_SYSTEM;
    self->text.append(static_cast<const char*>(bytes), length);
    return MEMGUARD_OK;
  }
};

}  // namespace stream_test

#endif
