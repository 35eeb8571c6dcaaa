/* header_test.c: memcall.h as a C11 and as a C++17 program sees it: this file is compiled as both.
   It needs no test library: nothing but the header and C's own is there to help it. */
#include <stdio.h>
#include <string.h>

#include "memcall/memcall.h"

#define CHECK(condition) \
  if (!(condition)) return fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition), 1

static int check_region(memcall_kind kind) {
  memcall_region region;
  memcall_request request = memcall_request_of(100, kind);
  request.guard_pages_before = request.guard_pages_after = 1;
  if (memcall_alloc_request(&request, &region) != MEMCALL_OK) {
    CHECK(region.data == NULL && memcall_last_error()->status != MEMCALL_OK);
    return 0;
  }
  CHECK(region.size % memcall_page_size() == 0 && region.data[0] == 0);
  memset(region.data, 1, region.size);
  CHECK(memcall_protect(region.data, region.size, MEMCALL_READ_ONLY) == MEMCALL_OK);
  CHECK(memcall_free(&region) == MEMCALL_OK && region.data == NULL);
  return 0;
}

static int check_bytes(void) {
  unsigned char bytes[32] = {0};
  CHECK(memcall_random(bytes, sizeof bytes) == MEMCALL_OK);
  memcall_secure_clear(bytes, sizeof bytes);
  for (size_t i = 0; i < sizeof bytes; i++) CHECK(bytes[i] == 0);
  return 0;
}

#ifndef __cplusplus
/* In C any number is a value of an enumeration; in C++ looking at these would be undefined. */
static int check_numbers_that_are_none(void) {
  static const int numbers[] = {-1, 99, 1000000};
  memcall_region region;
  CHECK(memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region) == MEMCALL_OK);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    const int number = numbers[i];
    memcall_region none;
    CHECK(memcall_alloc(1, 0, (memcall_protection)number, MEMCALL_REGULAR, &none) != MEMCALL_OK);
    CHECK(memcall_alloc(1, 0, MEMCALL_READ_WRITE, (memcall_kind)number, &none) != MEMCALL_OK);
    CHECK(memcall_protect(region.data, 1, (memcall_protection)number) == MEMCALL_ERR_INVALID);
    CHECK(memcall_set_fork_action(region.data, 1, (memcall_fork_action)number) ==
          MEMCALL_ERR_INVALID);
    CHECK(memcall_set_core_dumps((memcall_core_dumps)number) == MEMCALL_ERR_INVALID);
    CHECK(strcmp(memcall_status_name((memcall_status)number), "MEMCALL_ERR_?") == 0);
  }
  return memcall_free(&region) == MEMCALL_OK ? 0 : 1;
}
#else
static int check_numbers_that_are_none(void) { return 0; }
#endif

int main(void) {
  memcall_capability capability;
  capability.struct_size = sizeof capability;
  CHECK(memcall_capability_of(MEMCALL_LOCKED, &capability) == MEMCALL_OK);
  CHECK(strcmp(memcall_status_name(MEMCALL_OK), "MEMCALL_OK") == 0);
  return check_region(MEMCALL_REGULAR) + check_region(MEMCALL_SECURE) + check_bytes() +
         check_numbers_that_are_none();
}
