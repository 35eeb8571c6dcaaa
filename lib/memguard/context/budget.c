/* budget.c: how much a context may lock, and the pages it asks for. */
#include "lib/memcall/backend/backend.h"
#include "lib/memguard/context/context.h"

static bool locks(const memguard_context *context) {
  return ((context->require | context->prefer) & MEMCALL_LOCKED) != 0;
}

memguard_status memguard_budget_take(memguard_context *context, size_t bytes) {
  if (!locks(context)) return MEMGUARD_OK;
  size_t locked = atomic_load_explicit(&context->locked, memory_order_relaxed);
  do {
    if (bytes > context->budget - locked)
      return memguard_report_error(MEMGUARD_ERR_LOCK_LIMIT, "lock_budget",
                                   "the context's lock_budget is used up; give it more in "
                                   "memguard_options, or free secrets");
  } while (!atomic_compare_exchange_weak_explicit(&context->locked, &locked, locked + bytes,
                                                  memory_order_relaxed, memory_order_relaxed));
  return MEMGUARD_OK;
}

/* Stops at zero: after a fork the ledger starts anew, because locks are not inherited. */
void memguard_budget_give(memguard_context *context, size_t bytes) {
  if (!locks(context)) return;
  size_t locked = atomic_load_explicit(&context->locked, memory_order_relaxed);
  size_t left;
  do {
    left = locked > bytes ? locked - bytes : 0;
  } while (!atomic_compare_exchange_weak_explicit(&context->locked, &locked, left,
                                                  memory_order_relaxed, memory_order_relaxed));
}

size_t memguard_budget_left(const memguard_context *context) {
  if (context->budget == MEMCALL_UNLIMITED) return MEMCALL_UNLIMITED;
  return context->budget - atomic_load_explicit(&context->locked, memory_order_relaxed);
}

/* The budget is asked first, because a refusal would be reported. */
size_t memguard_relock(memguard_context *context, unsigned char *bytes, size_t size) {
  if (size > memguard_budget_left(context) || memguard_budget_take(context, size) != MEMGUARD_OK)
    return 0;
  if (memcall_backend_lock(bytes, size).status == MEMCALL_OK) return size;
  (void)memcall_backend_unlock(bytes, size); /* what of it was locked before it failed */
  memguard_budget_give(context, size);
  return 0;
}

memcall_request memguard_request_for(const memguard_context *context, size_t size) {
  memcall_request request = memcall_request_of(size, MEMCALL_REGULAR);
  size_t guards = ((context->require | context->prefer) & MEMCALL_GUARDED) != 0;
  request.guard_pages_before = guards;
  request.guard_pages_after = guards;
  request.fork_action = context->fork_action;
  request.require = context->require & ~MEMCALL_KEYED;
  request.prefer = context->prefer & ~MEMCALL_KEYED;
  return request;
}

void memguard_request_key(const memguard_context *context, memcall_request *request) {
  request->require |= context->require & MEMCALL_KEYED;
  request->prefer |= context->prefer & MEMCALL_KEYED;
}
