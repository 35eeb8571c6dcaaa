#include "tests/memguard/context/hold.h"

#include <stdlib.h>

#include "lib/memguard/buffer/buffer.h"

void hold_buffer(memguard_buffer *buffer) {
  if (memguard_buffer_hold(buffer, "test") != MEMGUARD_OK) abort();
}

void hold_let_go(memguard_buffer *buffer) {
  memguard_status status = memguard_buffer_let_go(buffer, "test");
  (void)status; /* EXPIRED, when it was wiped meanwhile */
}

void hold_dying_buffer(memguard_buffer *buffer) {
  hold_buffer(buffer);
  if (memguard_buffer_expire(buffer, 0)) abort();
}

void hold_torn_buffer(memguard_buffer *buffer) {
  hold_buffer(buffer);
  buffer->data += 1;
}

unsigned char *hold_bytes(const memguard_buffer *buffer) { return buffer->data; }
