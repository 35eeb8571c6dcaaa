/* What the backend writes is written in memory sanitizer's eyes too: each `if` below would stop it
   on a byte that it believes nobody wrote. */
#include <stdint.h>
#include <stdio.h>

#include "lib/memcall/backend/backend.h"

/* A failure for every byte that is not `wanted`, or for all being so when it is -1. */
static int check(const unsigned char *bytes, size_t size, int wanted) {
  size_t zeros = 0;
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] == 0) {
      zeros++;
    }
  }
  return wanted == 0 ? zeros != size : zeros == size;
}

static int failed(const char *what, int wrong) {
  if (wrong) {
    (void)fprintf(stderr, "%s\n", what);
  }
  return wrong;
}

static int check_pages(void) {
  void *pages = NULL;
  const size_t size = 2 * memcall_backend_page_size();
  const int read_write = memcall_backend_protection(MEMCALL_READ_WRITE);
  if (memcall_backend_map(size, read_write, &pages).status != MEMCALL_OK) {
    return failed("map", 1);
  }
  int wrong = failed("fresh pages", check(pages, size, 0));
  if (memcall_backend_populate(pages, size).status == MEMCALL_OK) {
    wrong |= failed("populated pages", check(pages, size, 0));
  }
  return wrong | failed("unmap", memcall_backend_unmap(pages, size).status != MEMCALL_OK);
}

int main(void) {
  unsigned char bytes[64];
  size_t limit, used;
  int wrong = check_pages();
  memcall_backend_clear(bytes, sizeof bytes);
  wrong |= failed("clear", check(bytes, sizeof bytes, 0));
  wrong |= failed("random", memcall_backend_random(bytes, sizeof bytes).status != MEMCALL_OK);
  wrong |= failed("random bytes", check(bytes, sizeof bytes, -1));
  wrong |= failed("lock_limit", memcall_backend_lock_limit(&limit, &used).status != MEMCALL_OK);
  wrong |= failed("locked", used > limit && used != MEMCALL_UNKNOWN);
  wrong |= failed("stack_room", memcall_backend_stack_room() == 0);
  wrong |= failed("large_page_size", memcall_backend_large_page_size() % 2 != 0);
  return wrong;
}
