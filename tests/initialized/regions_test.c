/* regions_test.c: every public call of memcall. */
#include <string.h>

#include "memcall/memcall.h"
#include "tests/initialized/check.h"

/* What a system may lack. */
static void fine(memcall_status status) {
  CHECK(status == MEMCALL_OK || status == MEMCALL_ERR_UNSUPPORTED ||
        status == MEMCALL_ERR_LOCK_LIMIT || status == MEMCALL_ERR_DENIED);
}

static void facts(void) {
  memcall_capability capability = {.struct_size = sizeof capability};
  size_t limit, used;
  CHECK(memcall_page_size() % 512 == 0 && memcall_allocation_granularity() % 512 == 0);
  CHECK(memcall_large_page_size() % 2 == 0);
  for (memcall_safeguards one = MEMCALL_LOCKED; one <= MEMCALL_KEYED; one <<= 1) {
    CHECK(memcall_capability_of(one, &capability) == MEMCALL_OK);
    CHECK(capability.available >= -1 && strlen(capability.reason) < 1000);
  }
  CHECK(memcall_lock_limit(&limit, &used) == MEMCALL_OK);
  CHECK(limit != 1 && used != 1);
  CHECK(strlen(memcall_version()) != 0 && strlen(memcall_status_name(MEMCALL_OK)) != 0);
  CHECK(strlen(memcall_last_error()->operation) < 1000);
}

static void use(memcall_region *region) {
  check_zeros(region->data, region->size);
  memset(region->data, 1, region->size);
  fine(memcall_lock(region->data, region->size));
  fine(memcall_unlock(region->data, region->size));
  fine(memcall_exclude_from_dumps(region->data, region->size));
  fine(memcall_exclude_from_merging(region->data, region->size));
  fine(memcall_set_fork_action(region->data, region->size, MEMCALL_FORK_EXCLUDE));
  CHECK(memcall_protect(region->data, region->size, MEMCALL_READ_ONLY) == MEMCALL_OK);
  CHECK(memcall_free(region) == MEMCALL_OK && region->data == NULL);
}

static void regions(void) {
  memcall_region region;
  memcall_request request = memcall_request_of(10000, MEMCALL_REGULAR);
  request.prefer = MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_GUARDED | MEMCALL_NO_MERGE;
  CHECK(memcall_alloc_request(&request, &region) == MEMCALL_OK);
  use(&region);
  CHECK(memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region) == MEMCALL_OK);
  use(&region);
  CHECK(memcall_alloc_guarded(1, 0, 1, 2, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region) ==
        MEMCALL_OK);
  use(&region);
}

/* Open, whatever the answer is: there may be no key. */
static void keyed(void) {
  memcall_region region;
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.prefer = MEMCALL_KEYED;
  CHECK(memcall_alloc_request(&request, &region) == MEMCALL_OK);
  uint32_t before = memcall_keyed_open();
  CHECK(before <= 7);
  check_zeros(region.data, region.size);
  memcall_keyed_restore(before);
  CHECK(memcall_free(&region) == MEMCALL_OK);
}

static void bytes(void) {
  unsigned char some[64] = {0};
  CHECK(memcall_random(some, sizeof some) == MEMCALL_OK);
  CHECK(some[0] != some[1] || some[1] != some[2] || some[2] != some[3] || some[3] != some[4]);
  fine(memcall_os_encrypt(some, sizeof some));
  fine(memcall_os_decrypt(some, sizeof some));
  memcall_secure_clear(some, sizeof some);
  check_zeros(some, sizeof some);
}

static void process(void) {
  memcall_hardening hardening = {.struct_size = sizeof hardening};
  fine(memcall_disable_core_dumps());
  fine(memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE));
  fine(memcall_harden(MEMCALL_HARDEN_ERROR_DIALOGS, &hardening));
  CHECK((hardening.in_force & hardening.unsupported) == 0 && hardening.os_code[0] == 0);
}

int main(void) {
  facts();
  regions();
  keyed();
  bytes();
  process();
  return 0;
}
