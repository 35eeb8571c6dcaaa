/* inside.h: a context's inside, for tests in C++ (which cannot read C's atomics). Each function is
   what it is named after in lib/memguard/context. */
#ifndef TESTS_MEMGUARD_CONTEXT_INSIDE_H
#define TESTS_MEMGUARD_CONTEXT_INSIDE_H

#include <stdbool.h>

#include "memguard/context.h"

MEMCALL_BEGIN

memcall_safeguards inside_require(const memguard_context *context);
memcall_safeguards inside_prefer(const memguard_context *context);
memcall_fork_action inside_fork_action(const memguard_context *context);
bool inside_inherits(const memguard_context *context);
bool inside_secret(const memguard_context *context);
uint32_t inside_flags(const memguard_context *context);
uint64_t inside_id(const memguard_context *context);
size_t inside_locked(const memguard_context *context);
const void *inside_settings(const memguard_context *context, size_t *size);

memguard_status inside_enter(memguard_context *context);
uint32_t inside_generation(void);
memguard_status inside_fork_watch(void);
void inside_lock(memguard_context *context);
bool inside_try_lock(memguard_context *context);
void inside_unlock(memguard_context *context);
bool inside_lock_is_torn(memguard_context *context); /* as a child would find it */
bool inside_forks_here(void);

/* A purge that has begun and will not end. */
void inside_purge_begin(memguard_context *context);

/* Counts objects that are none. */
void inside_object_made(memguard_context *context);
void inside_object_gone(memguard_context *context);
void inside_object_missed(memguard_context *context);

uint64_t inside_epoch(const memguard_context *context);
bool inside_epoch_is_calm(uint64_t epoch);
bool inside_epoch_holds(const memguard_context *context, uint64_t epoch);

memguard_status inside_budget_take(memguard_context *context, size_t bytes);
void inside_budget_give(memguard_context *context, size_t bytes);
size_t inside_budget_left(const memguard_context *context);

uint64_t inside_canary_at(const memguard_context *context, uintptr_t address);
void inside_canary_write(const memguard_context *context, unsigned char *from, unsigned char *to);
bool inside_canary_check(const memguard_context *context, const unsigned char *from,
                         const unsigned char *to);

memguard_status inside_violate(memguard_context *context, memguard_violation_kind kind,
                               const char *function, size_t object_size);
memguard_status inside_report_error(memguard_status status);

MEMCALL_END

#endif
