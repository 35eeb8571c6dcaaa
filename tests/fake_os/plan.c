/* plan.c: every operation passes here: it is counted, logged, and failed when a test planned it. */
#include <string.h>

#include "tests/fake_os/fake.h"

/* --- Answers --------------------------------------------------------------------------------- */

memcall_answer fake_ok(const fake_call *call) {
  return (memcall_answer){MEMCALL_OK, 0, call->operation};
}

memcall_answer fake_refuse(const fake_call *call, memcall_status status, int64_t code) {
  return (memcall_answer){status, code, call->operation};
}

/* --- Performing ------------------------------------------------------------------------------ */

static const char *absence_of(const fake_world *world, const char *operation) {
  for (const fake_absence *absence = world->absences; absence->operation != NULL; absence++)
    if (strcmp(absence->operation, operation) == 0) return absence->reason;
  return NULL;
}

static bool is_due(fake_world *world, const char *operation) {
  const fake_os_fault *fault = &world->fault;
  if (fault->operation != NULL && strcmp(fault->operation, operation) != 0) return false;
  world->operations++;
  if (fault->nth == 0) return false;
  return fault->persistent ? world->operations >= fault->nth : world->operations == fault->nth;
}

static memcall_answer answer_to(fake_world *world, fake_action action, fake_call *call) {
  if (is_due(world, call->operation)) {
    world->fault_happened = true;
    return fake_refuse(call, world->fault.status, world->fault.os_code);
  }
  if (absence_of(world, call->operation) != NULL)
    return fake_refuse(call, MEMCALL_ERR_UNSUPPORTED, 0);
  return action(world, call);
}

memcall_answer fake_perform(const char *operation, fake_action action, fake_call *call) {
  fake_world *world = fake_enter();
  call->operation = operation;
  memcall_answer answer = answer_to(world, action, call);
  world->log[world->logged++ % FAKE_LOG] =
      (fake_os_entry){operation, call->address, call->size, answer.status};
  fake_leave();
  return answer;
}

const char *memcall_backend_missing(const char *name) {
  const char *reason = absence_of(fake_enter(), name);
  fake_leave();
  return reason;
}

const char *memcall_backend_remedy(memcall_status status) {
  if (status == MEMCALL_ERR_LOCK_LIMIT) return "raise the limit ('fake -l')";
  return status == MEMCALL_ERR_NO_MEMORY ? "raise what is used up ('fake -v')" : NULL;
}

/* --- Planning -------------------------------------------------------------------------------- */

void fake_os_plan(fake_os_fault fault) {
  fake_world *world = fake_enter();
  world->fault = fault;
  world->fault_happened = false;
  world->operations = 0;
  world->planned_at = world->logged;
  fake_leave();
}

void fake_os_fail(size_t nth, memcall_status status) {
  fake_os_plan((fake_os_fault){.nth = nth, .status = status, .os_code = 5});
}

void fake_os_no_faults(void) {
  fake_enter()->fault = (fake_os_fault){.nth = 0};
  fake_leave();
}

bool fake_os_fault_happened(void) {
  bool happened = fake_enter()->fault_happened;
  fake_leave();
  return happened;
}

/* --- Reading the log ------------------------------------------------------------------------- */

size_t fake_os_operations(void) {
  fake_world *world = fake_enter();
  size_t operations = world->logged - world->planned_at;
  fake_leave();
  return operations;
}

size_t fake_os_operations_named(const char *operation) {
  fake_world *world = fake_enter();
  size_t first = world->logged > FAKE_LOG ? world->logged - FAKE_LOG : 0, count = 0;
  if (first < world->planned_at) first = world->planned_at;
  for (size_t i = first; i < world->logged; i++)
    count += strcmp(world->log[i % FAKE_LOG].operation, operation) == 0;
  fake_leave();
  return count;
}

bool fake_os_log(size_t index, fake_os_entry *out) {
  fake_world *world = fake_enter();
  bool is_there = index < world->logged && index < FAKE_LOG;
  if (is_there) *out = world->log[(world->logged - 1 - index) % FAKE_LOG];
  fake_leave();
  return is_there;
}
