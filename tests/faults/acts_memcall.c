/* acts_memcall.c: memcall/memcall.h. Allocation with other requests is in tests/memcall/faults_test.cc. */
#include <string.h>

#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

/* --- Regions --------------------------------------------------------------------------------- */

static unsigned took(faults_scene *scene, memcall_status status) {
  FAULTS_EXPECT(scene, (status == MEMCALL_OK) == (scene->region.data != NULL));
  FAULTS_EXPECT(scene, (status == MEMCALL_OK) == (scene->region.mapping.size != 0));
  return status;
}
ACT(request) {
  memcall_request wanted = memcall_request_of(FAULTS_LONG, MEMCALL_SECURE);
  wanted.guard_pages_before = wanted.guard_pages_after = 1;
  memset(&scene->region, 0x5a, sizeof scene->region);
  return took(scene, memcall_alloc_request(&wanted, &scene->region));
}
ACT(take) {
  memset(&scene->region, 0x5a, sizeof scene->region);
  return took(scene,
              memcall_alloc(FAULTS_LONG, 0, MEMCALL_READ_WRITE, MEMCALL_SECURE, &scene->region));
}
ACT(take_guarded) {
  memset(&scene->region, 0x5a, sizeof scene->region);
  return took(scene, memcall_alloc_guarded(FAULTS_LONG, 0, 1, 1, MEMCALL_READ_WRITE, MEMCALL_SECURE,
                                           &scene->region));
}
PREPARE(pages) {
  memcall_region *region = &scene->region;
  if (memcall_alloc(FAULTS_LONG, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, region) != MEMCALL_OK)
    return false;
  memcpy(region->data, faults_plain(), FAULTS_SIZE);
  return true;
}
ACT(give) { return memcall_free(&scene->region); }
CHECK(is_given) {
  FAULTS_EXPECT(scene, scene->powerless || faults_is_nowhere());
  FAULTS_EXPECT(scene, (status == 0) == (scene->region.data == NULL));
}
CHECK(content_stays) {
  (void)status;
  FAULTS_EXPECT(scene, faults_holds_plain(scene->region.data, 0, FAULTS_SIZE));
}
ACT(protect) { return memcall_protect(scene->region.data, scene->region.size, MEMCALL_READ_ONLY); }
ACT(lock) { return memcall_lock(scene->region.data, scene->region.size); }
ACT(unlock) { return memcall_unlock(scene->region.data, scene->region.size); }
ACT(no_dump) { return memcall_exclude_from_dumps(scene->region.data, scene->region.size); }
ACT(no_merge) { return memcall_exclude_from_merging(scene->region.data, scene->region.size); }
ACT(fork_action) {
  return memcall_set_fork_action(scene->region.data, scene->region.size, MEMCALL_FORK_EXCLUDE);
}

/* --- Bytes and the process ------------------------------------------------------------------- */

ACT(clear) {
  memcall_secure_clear(scene->source, sizeof scene->source);
  FAULTS_EXPECT(scene, faults_is_zero(scene->source, sizeof scene->source));
  return 0;
}
ACT(draw) { return memcall_random(scene->source, FAULTS_SIZE); }
CHECK(is_random_or_zero) {
  FAULTS_EXPECT(scene, faults_is_zero(scene->source, FAULTS_SIZE) == (status != 0));
}
/* What this system lacks is tested elsewhere. */
static unsigned or_lacking(memcall_status status) {
  return status == MEMCALL_ERR_UNSUPPORTED ? 0u : (unsigned)status;
}
ACT(encrypt) { return or_lacking(memcall_os_encrypt(scene->source, 16)); }
ACT(decrypt) { return or_lacking(memcall_os_decrypt(scene->source, 16)); }
ACT(keyed) {
  uint32_t before = memcall_keyed_open(), again = memcall_keyed_open();
  memcall_keyed_restore(again);
  FAULTS_EXPECT(scene, (again & 3) == 0 && (again != 0) == (before != 0));
  memcall_keyed_restore(before);
  return 0;
}
ACT(core_dumps) {
  (void)scene;
  return memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE);
}
ACT(no_core_dumps) {
  (void)scene;
  return memcall_disable_core_dumps();
}
ACT(harden) {
  (void)scene;
  return or_lacking(memcall_harden(MEMCALL_HARDEN_NOT_DUMPABLE, NULL));
}

/* --- Asking ---------------------------------------------------------------------------------- */

ACT(names) {
  FAULTS_EXPECT(scene, strcmp(memcall_status_name(MEMCALL_OK), "MEMCALL_OK") == 0);
  FAULTS_EXPECT(scene, memcall_last_error() != NULL && strlen(memcall_version()) > 2);
  return 0;
}
ACT(sizes) {
  FAULTS_EXPECT(scene, memcall_page_size() % 512 == 0 && memcall_large_page_size() % 512 == 0);
  FAULTS_EXPECT(scene, memcall_allocation_granularity() >= memcall_page_size());
  FAULTS_EXPECT(scene, memcall_request_of(1, MEMCALL_REGULAR).size == 1);
  return 0;
}
ACT(lock_limit) {
  size_t limit = 99, used = 99;
  unsigned status = memcall_lock_limit(&limit, &used);
  FAULTS_EXPECT(scene, status == 0 || (limit | used) == 0);
  return status;
}
ACT(capability) {
  memcall_capability out;
  memset(&out, 0x5a, sizeof out);
  out.struct_size = sizeof out;
  unsigned status = memcall_capability_of(MEMCALL_LOCKED, &out);
  FAULTS_EXPECT(scene, out.reason != NULL && out.available >= -1 && out.available <= 1);
  return status;
}

#define TAKING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM", FAULTS_ELSEWHERE
#define PAGES "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM", FAULTS_ELSEWHERE
#define NOTHING "", FAULTS_ASKS_NOTHING

static const faults_act kActs[] = {
    {"memcall_alloc_request", "", NULL, request, NULL, TAKING},
    {"memcall_alloc", "", NULL, take, NULL, TAKING},
    {"memcall_alloc_guarded", "", NULL, take_guarded, NULL, TAKING},
    {"memcall_free", "", pages, give, is_given, "SYSTEM",
     FAULTS_ELSEWHERE | FAULTS_AS_SYSTEM | FAULTS_LOSES},
    {"memcall_protect", "", pages, protect, content_stays, "NO_MEMORY DENIED SYSTEM",
     FAULTS_ELSEWHERE},
    {"memcall_lock", "", pages, lock, content_stays, PAGES},
    {"memcall_unlock", "", pages, unlock, content_stays, PAGES},
    {"memcall_exclude_from_dumps", "", pages, no_dump, content_stays,
     "NO_MEMORY DENIED UNSUPPORTED SYSTEM", FAULTS_ELSEWHERE},
    {"memcall_exclude_from_merging", "", pages, no_merge, content_stays,
     "NO_MEMORY DENIED UNSUPPORTED SYSTEM", FAULTS_ELSEWHERE},
    {"memcall_set_fork_action", "", pages, fork_action, content_stays,
     "NO_MEMORY DENIED UNSUPPORTED SYSTEM", FAULTS_ELSEWHERE},
    {"memcall_secure_clear", "", NULL, clear, NULL, NOTHING},
    {"memcall_keyed_open", "", NULL, keyed, NULL, NOTHING},
    {"memcall_keyed_restore", "", NULL, keyed, NULL, NOTHING},
    {"memcall_random", "", NULL, draw, is_random_or_zero, "SYSTEM", FAULTS_AS_SYSTEM},
    {"memcall_os_encrypt", "", NULL, encrypt, NULL, "SYSTEM", FAULTS_AS_SYSTEM | FAULTS_MAY_TELL},
    {"memcall_os_decrypt", "", NULL, decrypt, NULL, "SYSTEM", FAULTS_AS_SYSTEM | FAULTS_MAY_TELL},
    {"memcall_set_core_dumps", "", NULL, core_dumps, NULL, "DENIED UNSUPPORTED SYSTEM", 0},
    {"memcall_disable_core_dumps", "", NULL, no_core_dumps, NULL, "DENIED UNSUPPORTED SYSTEM", 0},
    {"memcall_harden", "", NULL, harden, NULL, "DENIED SYSTEM", 0},
    {"memcall_status_name", "", NULL, names, NULL, NOTHING},
    {"memcall_last_error", "", NULL, names, NULL, NOTHING},
    {"memcall_version", "", NULL, names, NULL, NOTHING},
    {"memcall_page_size", "", NULL, sizes, NULL, NOTHING},
    {"memcall_allocation_granularity", "", NULL, sizes, NULL, NOTHING},
    {"memcall_large_page_size", "", NULL, sizes, NULL, NOTHING},
    {"memcall_request_of", "", NULL, sizes, NULL, NOTHING},
    {"memcall_lock_limit", "", NULL, lock_limit, NULL, "SYSTEM", FAULTS_AS_SYSTEM},
    {"memcall_capability_of", "", NULL, capability, NULL, "", FAULTS_ELSEWHERE},
};
const faults_acts faults_memcall_acts = {kActs, sizeof kActs / sizeof *kActs};
