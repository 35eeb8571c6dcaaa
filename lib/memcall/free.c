/* free.c: the end of a region: told apart from a changed one, wiped, given back. */
#include <string.h>

#include "lib/memcall/internal.h"

/* --- Telling --------------------------------------------------------------------------------- */

static uint32_t mix(uint32_t sum, uint64_t value) {
  value = (value ^ sum) * UINT64_C(0x9E3779B97F4A7C15);
  return (uint32_t)(value ^ value >> 32);
}

/* in_force is left out: its owner may note there what later calls took back. */
uint32_t memcall_region_check(const memcall_region *region) {
  uint32_t sum = mix(1, (uintptr_t)region->data);
  sum = mix(sum, region->size);
  sum = mix(sum, (uintptr_t)region->mapping.base);
  sum = mix(sum, region->mapping.size);
  return mix(sum, (uint64_t)region->mapping.kind);
}

static bool is_zeroed(const memcall_region *region) {
  return region->data == NULL && region->size == 0 && region->mapping.base == NULL &&
         region->mapping.size == 0;
}

/* --- Wiping ---------------------------------------------------------------------------------- */

/* Writing zeros comes first: a discarded page goes back to the system with its content. Where
   access cannot be had, discarding is what is left; secret pages keep their content then, so there
   it is a failure. Where nothing is mapped, there is nothing to wipe. */
memcall_answer memcall_wipe_pages(void *address, size_t size, memcall_kind memory) {
  memcall_barrier();
  memcall_answer answer = memcall_look_for_holes(address, size);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memcall_backend_protect(address, size, memcall_backend_protection(MEMCALL_READ_WRITE));
  if (answer.status == MEMCALL_OK) {
    uint32_t before = memcall_keyed_open();
    memcall_barrier();
    memcall_backend_clear(address, size);
    memcall_keyed_restore(before);
  } else if (memory != MEMCALL_SECRET_MEMORY &&
             memcall_backend_discard(address, size).status == MEMCALL_OK) {
    answer = memcall_yes();
  }
  memcall_barrier();
  return answer;
}

/* --- Giving back ----------------------------------------------------------------------------- */

static bool unlocks_first(const memcall_region *region) {
  bool locked_by_us =
      (region->in_force & MEMCALL_LOCKED) != 0 && region->mapping.kind != MEMCALL_SECRET_MEMORY;
  return locked_by_us && (memcall_backend_traits() & MEMCALL_TRAIT_UNLOCK_BEFORE_FREE) != 0;
}

memcall_answer memcall_give_back(const memcall_region *region) {
  /* Pages that are gone are not locked any more, whatever the unlocking says. */
  if (unlocks_first(region)) (void)memcall_backend_unlock(region->data, region->size);
  return memcall_backend_unmap(region->mapping.base, region->mapping.size);
}

/* The pages may be gone (a copy of the region was freed): that is the caller's. All else is the
   system's. */
static memcall_status report_refusal(memcall_answer answer, const memcall_region *region) {
  answer = memcall_tell_apart(answer, region->data, region->size);
  if (answer.status != MEMCALL_ERR_INVALID) answer.status = MEMCALL_ERR_SYSTEM;
  return memcall_report_answer(answer);
}

memcall_status memcall_free(memcall_region *region) {
  if (region == NULL || is_zeroed(region)) return MEMCALL_OK;
  if (region->mapping.check != memcall_region_check(region))
    return (memcall_status)memcall_report(
        MEMCALL_ERR_INVALID, "memcall_free", 0,
        "the region is not as an allocation left it; it was not touched");
  memcall_answer answer = memcall_wipe_pages(region->data, region->size, region->mapping.kind);
  if (answer.status == MEMCALL_OK) answer = memcall_give_back(region);
  if (answer.status != MEMCALL_OK) return report_refusal(answer, region);
  memset(region, 0, sizeof *region);
  return MEMCALL_OK;
}
