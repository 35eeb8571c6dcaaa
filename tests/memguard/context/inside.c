#include "tests/memguard/context/inside.h"

#include "lib/memguard/context/at_fork.h"
#include "lib/memguard/context/process.h"

memcall_safeguards inside_require(const memguard_context *context) { return context->require; }
memcall_safeguards inside_prefer(const memguard_context *context) { return context->prefer; }
memcall_fork_action inside_fork_action(const memguard_context *context) {
  return context->fork_action;
}
bool inside_inherits(const memguard_context *context) { return context->inherits; }
bool inside_secret(const memguard_context *context) { return context->secret; }
uint32_t inside_flags(const memguard_context *context) { return context->flags; }
uint64_t inside_id(const memguard_context *context) { return context->id; }
size_t inside_locked(const memguard_context *context) { return atomic_load(&context->locked); }
const void *inside_settings(const memguard_context *context, size_t *size) {
  *size = sizeof *context->settings;
  return context->settings;
}

memguard_status inside_enter(memguard_context *context) { return memguard_enter(context); }
uint32_t inside_generation(void) { return memguard_generation(); }
memguard_status inside_fork_watch(void) { return memguard_fork_watch(); }
void inside_lock(memguard_context *context) { memguard_lock_acquire(&context->lock); }
bool inside_try_lock(memguard_context *context) { return memguard_lock_try(&context->lock); }
void inside_unlock(memguard_context *context) { memguard_lock_release(&context->lock); }
bool inside_lock_is_torn(memguard_context *context) {
  return memguard_lock_was_torn(&context->lock);
}
bool inside_forks_here(void) { return memguard_forks_here(); }

void inside_purge_begin(memguard_context *context) {
  atomic_fetch_add(&context->purges, (UINT64_C(1) << 16) + 1);
}

void inside_object_made(memguard_context *context) { memguard_object_made(context); }
void inside_object_gone(memguard_context *context) { memguard_object_gone(context); }
void inside_object_missed(memguard_context *context) { memguard_object_missed(context); }

uint64_t inside_epoch(const memguard_context *context) { return memguard_epoch(context); }
bool inside_epoch_is_calm(uint64_t epoch) { return memguard_epoch_is_calm(epoch); }
bool inside_epoch_holds(const memguard_context *context, uint64_t epoch) {
  return memguard_epoch_holds(context, epoch);
}

memguard_status inside_budget_take(memguard_context *context, size_t bytes) {
  return memguard_budget_take(context, bytes);
}
void inside_budget_give(memguard_context *context, size_t bytes) {
  memguard_budget_give(context, bytes);
}
size_t inside_budget_left(const memguard_context *context) { return memguard_budget_left(context); }

uint64_t inside_canary_at(const memguard_context *context, uintptr_t address) {
  return memguard_canary_at(&context->settings->canary, address);
}
void inside_canary_write(const memguard_context *context, unsigned char *from, unsigned char *to) {
  memguard_canary_write(&context->settings->canary, from, to);
}
bool inside_canary_check(const memguard_context *context, const unsigned char *from,
                         const unsigned char *to) {
  return memguard_canary_check(&context->settings->canary, from, to);
}

memguard_status inside_violate(memguard_context *context, memguard_violation_kind kind,
                               const char *function, size_t object_size) {
  return memguard_violate(context, kind, function, object_size);
}
memguard_status inside_report_error(memguard_status status) {
  return memguard_report_error(status, "test", NULL);
}
