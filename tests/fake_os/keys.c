/* keys.c: protection keys, and what each thread may do with their pages. */
#include "tests/fake_os/fake.h"

enum { KEYS = 16, NO_ACCESS = 1, NO_WRITE = 2 };

#define FAKE_CODE_NO_SPACE 28
#define FIRST_RIGHTS UINT32_C(0x55555554) /* as Linux: no access by any key but 0 */

/* --- Rights ---------------------------------------------------------------------------------- */

static _Thread_local uint32_t rights = FIRST_RIGHTS;

uint32_t memcall_host_key_rights(int key) { return rights >> (2 * key) & 3; }

void memcall_host_set_key_rights(int key, uint32_t wanted) {
  rights = (rights & ~(UINT32_C(3) << (2 * key))) | wanted << (2 * key);
}

void fake_os_lose_key_rights(void) { rights = FIRST_RIGHTS; }

bool fake_key_lets(int key, bool for_writing) {
  uint32_t denied = memcall_host_key_rights(key);
  return (denied & NO_ACCESS) == 0 && (!for_writing || (denied & NO_WRITE) == 0);
}

/* --- Keys ------------------------------------------------------------------------------------ */

static memcall_answer take(fake_world *world, fake_call *call) {
  int key = 1;
  while (key < KEYS && (world->keys & 1u << key) != 0) key++;
  if (key == KEYS || !fake_probed(world, "protection_keys"))
    return fake_refuse(call, MEMCALL_ERR_UNSUPPORTED, FAKE_CODE_NO_SPACE);
  world->keys |= 1u << key;
  call->key = key;
  return fake_ok(call);
}

memcall_answer memcall_backend_key_alloc(int *key) {
  fake_call call = {.key = 0};
  memcall_answer answer = fake_perform("key_alloc", take, &call);
  if (answer.status != MEMCALL_OK) return answer;
  *key = call.key;
  memcall_host_set_key_rights(call.key, NO_ACCESS);
  return answer;
}

static bool is_taken(const fake_world *world, int key) { return (world->keys & 1u << key) != 0; }

static memcall_answer give_back(fake_world *world, fake_call *call) {
  if (!is_taken(world, call->key)) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  world->keys &= ~(1u << call->key);
  return fake_ok(call);
}

memcall_answer memcall_backend_key_free(int key) {
  return fake_perform("key_free", give_back, &(fake_call){.key = key});
}

size_t fake_os_keys(void) {
  size_t taken = (size_t)__builtin_popcount(fake_enter()->keys);
  fake_leave();
  return taken;
}

/* --- Pages ----------------------------------------------------------------------------------- */

/* Both are changed in one step: number is the access, and above it the key. */
static void set_key(fake_page *page, int number) {
  page->access = (uint8_t)number;
  page->key = (uint8_t)(number >> 8);
}

static memcall_answer protect(fake_world *world, fake_call *call) {
  if (!fake_probed(world, "protection_keys"))
    return fake_refuse(call, MEMCALL_ERR_UNSUPPORTED, FAKE_CODE_ABSENT);
  if (!is_taken(world, call->key)) return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  call->number |= call->key << 8;
  return fake_change_pages(world, call, set_key);
}

memcall_answer memcall_backend_key_protect(void *address, size_t size, int protection, int key) {
  fake_call call = {.address = address, .size = size, .number = protection, .key = key};
  return fake_perform("key_protect", protect, &call);
}
