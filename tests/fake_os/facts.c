/* facts.c: what the fake system is like, as far as it is not a page. */
#include <string.h>

#include "tests/fake_os/fake.h"

const char *memcall_backend_name(void) { return "Fake"; }

size_t memcall_backend_page_size(void) { return FAKE_PAGE; }

size_t memcall_backend_granularity(void) { return FAKE_PAGE; }

size_t memcall_backend_large_page_size(void) { return FAKE_LARGE_PAGE; }

size_t memcall_backend_stack_room(void) {
  size_t room = fake_enter()->stack_room;
  fake_leave();
  return room;
}

void fake_os_set_stack_room(size_t bytes) {
  fake_enter()->stack_room = bytes;
  fake_leave();
}

/* --- Traits and the order that follows from them --------------------------------------------- */

uint32_t memcall_backend_traits(void) {
  fake_world *world = fake_enter();
  uint32_t traits = 0;
  for (uint32_t trait = 1; trait <= MEMCALL_TRAIT_HAS_FORK; trait <<= 1)
    if (fake_wears(world, trait)) traits |= trait;
  fake_leave();
  return traits;
}

/* Markers have to be there before the lock; pages without access cannot be locked, so they come
   after it. Where address space is reserved first, fork and merging are left out, as on a system
   that does both by nature. */
const memcall_stage *memcall_backend_stages(void) {
  static const memcall_stage markers[] = {
      MEMCALL_STAGE_MAP,    MEMCALL_STAGE_FORK, MEMCALL_STAGE_DUMPS, MEMCALL_STAGE_MERGE,
      MEMCALL_STAGE_GUARDS, MEMCALL_STAGE_LOCK, MEMCALL_STAGE_KEY,   0};
  static const memcall_stage access[] = {MEMCALL_STAGE_MAP,
                                         MEMCALL_STAGE_FORK,
                                         MEMCALL_STAGE_DUMPS,
                                         MEMCALL_STAGE_MERGE,
                                         MEMCALL_STAGE_LOCK,
                                         MEMCALL_STAGE_GUARDS,
                                         0};
  static const memcall_stage reserving[] = {MEMCALL_STAGE_MAP, MEMCALL_STAGE_DUMPS,
                                            MEMCALL_STAGE_LOCK, MEMCALL_STAGE_GUARDS, 0};
  const uint32_t traits = memcall_backend_traits();
  if ((traits & MEMCALL_TRAIT_RESERVE_THEN_COMMIT) != 0) return reserving;
  return (traits & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) != 0 ? markers : access;
}

/* --- Probes ---------------------------------------------------------------------------------- */

static const fake_probe *probe_of(const fake_world *world, const char *name) {
  for (const fake_probe *probe = world->probes; probe->name != NULL; probe++)
    if (strcmp(probe->name, name) == 0) return probe;
  return NULL;
}

bool fake_probed(const fake_world *world, const char *name) {
  const fake_probe *probe = probe_of(world, name);
  return probe != NULL && probe->answer == 1;
}

int memcall_backend_probe(const char *name) {
  const fake_probe *probe = probe_of(fake_enter(), name);
  int answer = probe == NULL ? -1 : probe->answer;
  fake_leave();
  return answer;
}

bool memcall_backend_set_probe(const char *name, int answer) {
  fake_world *world = fake_enter();
  const fake_probe *probe = probe_of(world, name);
  if (probe != NULL)
    world->probes[probe - world->probes].answer =
        answer == 0 ? 0 : 1; /* forgotten, all are there */
  fake_leave();
  return probe != NULL;
}

/* --- The process ----------------------------------------------------------------------------- */

static memcall_answer lock_limit(fake_world *world, fake_call *call) {
  call->got = world->locked_pages * FAKE_PAGE;
  call->size = world->limits.locked_bytes;
  return fake_ok(call);
}

memcall_answer memcall_backend_lock_limit(size_t *limit, size_t *used) {
  fake_call call = {.size = 0};
  memcall_answer answer = fake_perform("lock_limit", lock_limit, &call);
  *limit = call.size;
  *used = call.got;
  return answer;
}

static memcall_answer core_limit(fake_world *world, fake_call *call) {
  world->core_limited = true;
  world->core_limited_for_good |= call->number != 0;
  return fake_ok(call);
}

memcall_answer memcall_backend_core_limit(int hard) {
  return fake_perform("core_limit", core_limit, &(fake_call){.number = hard});
}

static memcall_answer core_limit_restore(fake_world *world, fake_call *call) {
  if (world->core_limited_for_good) return fake_refuse(call, MEMCALL_ERR_DENIED, FAKE_CODE_DENIED);
  world->core_limited = false;
  return fake_ok(call);
}

memcall_answer memcall_backend_core_limit_restore(void) {
  return fake_perform("core_limit_restore", core_limit_restore, &(fake_call){.number = 0});
}

static memcall_answer agree(fake_world *world, fake_call *call) {
  (void)world;
  return fake_ok(call);
}

memcall_answer memcall_backend_harden_not_dumpable(void) {
  return fake_perform("harden_not_dumpable", agree, &(fake_call){.number = 0});
}

memcall_answer memcall_backend_harden_no_debugger(void) {
  return fake_perform("harden_no_debugger", agree, &(fake_call){.number = 0});
}

memcall_answer memcall_backend_harden_no_new_privs(void) {
  return fake_perform("harden_no_new_privs", agree, &(fake_call){.number = 0});
}

memcall_answer memcall_backend_harden_error_dialogs(void) {
  return fake_perform("harden_error_dialogs", agree, &(fake_call){.number = 0});
}

memcall_answer memcall_backend_harden_mitigations(void) {
  return fake_perform("harden_mitigations", agree, &(fake_call){.number = 0});
}
