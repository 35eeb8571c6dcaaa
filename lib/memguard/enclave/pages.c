/* pages.c: where a coffer's keys and pre-keys stand: locked pages of their own, taken when the first
   enclave is sealed. */
#include "lib/memcall/backend/backend.h"
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/shield.h"

/* A lock that is only preferred gives way to the budget. */
static memcall_request request_of(memguard_context *context, size_t size) {
  memcall_request request = memguard_request_for(context, size);
  memguard_request_key(context, &request);
  if (memguard_budget_left(context) < size) request.prefer &= ~MEMCALL_LOCKED;
  return request;
}

static memguard_status try_map(memguard_context *context, size_t size, memcall_region *region) {
  memcall_request request = request_of(context, size);
  bool locks = ((request.require | request.prefer) & MEMCALL_LOCKED) != 0;
  memguard_status status = locks ? memguard_budget_take(context, size) : MEMGUARD_OK;
  if (status != MEMGUARD_OK) return status;
  memguard_note_operation(context);
  status = (memguard_status)memcall_alloc_request(&request, region);
  if (locks && (region->in_force & MEMCALL_LOCKED) == 0) memguard_budget_give(context, size);
  return status;
}

/* What other parts keep without need makes room for a key. */
static bool make_room(memguard_context *context, size_t size, memguard_status status) {
  if (status != MEMGUARD_ERR_LOCK_LIMIT && status != MEMGUARD_ERR_NO_MEMORY) return false;
  return memguard_budget_left(context) < size ? memguard_give_back(context, MEMGUARD_PART_COFFER)
                                              : memguard_give_back_all(MEMGUARD_PART_COFFER);
}

static memguard_status map(memguard_context *context, size_t size, memcall_region *region) {
  const memcall_error before = *memcall_last_error();
  size = (size + memcall_page_size() - 1) & ~(memcall_page_size() - 1);
  memguard_status status = try_map(context, size, region);
  if (!make_room(context, size, status)) return status;
  status = try_map(context, size, region);
  if (status == MEMGUARD_OK) memguard_restore_error(&before);
  return status;
}

static void unmap(memguard_context *context, memcall_region *region) {
  if ((region->in_force & MEMCALL_LOCKED) != 0) memguard_budget_give(context, region->size);
  memguard_give_region(region); /* which wipes, whatever it answers */
}

static memguard_status map_shield(memguard_coffer *coffer) {
  memguard_context *context = coffer->part.context;
  if (!memguard_coffer_has_shield(coffer)) return MEMGUARD_OK;
  memguard_status status = map(context, sizeof(memguard_shield), &coffer->shield_region);
  if (status == MEMGUARD_OK) return status;
  unmap(context, &coffer->region);
  coffer->region = coffer->shield_region = (memcall_region){0};
  return status;
}

memguard_status memguard_coffer_take_pages(memguard_coffer *coffer) {
  if (memguard_coffer_page_of(coffer) != NULL) return MEMGUARD_OK;
  memguard_status status = map(coffer->part.context, memcall_page_size(), &coffer->region);
  if (status == MEMGUARD_OK) status = map_shield(coffer);
  if (status != MEMGUARD_OK) return status;
  memcall_safeguards in_force = coffer->region.in_force;
  if (memguard_coffer_has_shield(coffer)) in_force &= coffer->shield_region.in_force;
  atomic_store_explicit(&coffer->in_force, in_force, memory_order_relaxed);
  atomic_store_explicit(&coffer->shield, (memguard_shield *)(void *)coffer->shield_region.data,
                        memory_order_relaxed);
  atomic_store_explicit(&coffer->page, (memguard_coffer_page *)(void *)coffer->region.data,
                        memory_order_release);
  return MEMGUARD_OK;
}

/* --- In a child, alone ----------------------------------------------------------------------- */

/* Open: where a lock makes pages resident, the kernel asks whether this thread may touch them. */
static bool lock_again(memguard_context *context, memcall_region *region) {
  if ((region->in_force & MEMCALL_LOCKED) == 0) return true;
  if (memguard_relock(context, region->data, region->size) != 0) return true;
  region->in_force &= ~MEMCALL_LOCKED;
  return false;
}

static void unlock(memguard_context *context, memcall_region *region) {
  if ((region->in_force & MEMCALL_LOCKED) == 0) return;
  (void)memcall_backend_unlock(region->data, region->size);
  memguard_budget_give(context, region->size);
}

bool memguard_coffer_lock_pages(memguard_coffer *coffer) {
  memguard_context *context = coffer->part.context;
  uint32_t before = memguard_coffer_open(coffer);
  bool all = lock_again(context, &coffer->region);
  all = lock_again(context, &coffer->shield_region) && all;
  memguard_keyed_restore(before);
  if (all) return true;
  atomic_fetch_and(&coffer->in_force, ~MEMCALL_LOCKED);
  if ((context->require & MEMCALL_LOCKED) == 0) return true;
  unlock(context, &coffer->region);
  unlock(context, &coffer->shield_region);
  return false;
}

/* The parent's page is empty or gone here, unless it was to be inherited or neither could be had:
   then it is a copy, and goes now. It stays mapped in any case, so that nothing else comes to stand
   where the parent's key stood. */
static void abandon(const memguard_context *context, memcall_region *region) {
  bool is_copy = context->fork_action == MEMCALL_FORK_INHERIT ||
                 (region->in_force & MEMCALL_FORK_HANDLED) == 0;
  if (region->data != NULL && is_copy) memcall_secure_clear(region->data, region->size);
  *region = (memcall_region){0};
}

void memguard_coffer_abandon_pages(memguard_coffer *coffer) {
  uint32_t before = memguard_coffer_open(coffer);
  abandon(coffer->part.context, &coffer->region);
  abandon(coffer->part.context, &coffer->shield_region);
  memguard_keyed_restore(before);
  atomic_store(&coffer->page, NULL);
  atomic_store(&coffer->shield, NULL);
}

/* --- At the end ------------------------------------------------------------------------------ */

void memguard_coffer_release_pages(memguard_coffer *coffer) {
  unmap(coffer->part.context, &coffer->region);
  unmap(coffer->part.context, &coffer->shield_region);
}
