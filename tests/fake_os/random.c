/* random.c: bytes: clearing, randomness that repeats, and an encryption that tests can see
   through. */
#include <string.h>

#include "tests/fake_os/fake.h"

/* No lock and no record: this is called in signal handlers. */
void memcall_backend_clear(void *bytes, size_t size) {
  memset(bytes, 0, size);
  __asm__ volatile("" : : "r"(bytes) : "memory");
}

__attribute__((no_sanitize("address"))) void fake_zero(unsigned char *bytes, size_t size) {
  volatile uint64_t *words = (volatile uint64_t *)(void *)bytes;
  for (size_t i = 0; i < size / sizeof *words; i++) words[i] = 0;
}

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t next_random(uint64_t *state) {
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
  return z ^ z >> 31;
}

/* The kernel writes with the rights of who asks. */
static bool is_closed(fake_world *world, const fake_call *call) {
  fake_mapping *mapping = fake_mapping_of(world, call->address);
  if (mapping == NULL) return false;
  size_t page = (size_t)(call->address - mapping->base) / FAKE_PAGE;
  return !fake_key_lets(mapping->pages[page].key, true);
}

static memcall_answer fill(fake_world *world, fake_call *call) {
  if (is_closed(world, call)) return fake_refuse(call, MEMCALL_ERR_SYSTEM, FAKE_CODE_FAULT);
  for (size_t i = 0; i < call->size; i++)
    call->address[i] = (unsigned char)next_random(&world->random);
  return fake_ok(call);
}

memcall_answer memcall_backend_random(void *bytes, size_t size) {
  return fake_perform("random", fill, &(fake_call){.address = bytes, .size = size});
}

void fake_os_seed(uint64_t seed) {
  fake_enter()->random = seed;
  fake_leave();
}

static memcall_answer turn_over(fake_world *world, fake_call *call) {
  (void)world;
  for (size_t i = 0; i < call->size; i++) call->address[i] ^= 0x5a;
  return fake_ok(call);
}

memcall_answer memcall_backend_os_encrypt(void *bytes, size_t size) {
  return fake_perform("os_encrypt", turn_over, &(fake_call){.address = bytes, .size = size});
}

memcall_answer memcall_backend_os_decrypt(void *bytes, size_t size) {
  return fake_perform("os_decrypt", turn_over, &(fake_call){.address = bytes, .size = size});
}
