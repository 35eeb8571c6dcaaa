/* coffer.c: the coffer as a part of its context: its page, and what becomes of it at a fork. */
#include "lib/memguard/enclave/coffer.h"

#include <stdlib.h>

#include "lib/memcall/backend/backend.h"

static memguard_coffer *of_part(memguard_part *part) { return (memguard_coffer *)(void *)part; }

static memguard_coffer_page *page_of(const memguard_coffer *coffer) {
  return atomic_load_explicit(&coffer->page, memory_order_acquire);
}

/* --- The page -------------------------------------------------------------------------------- */

/* A lock that is only preferred gives way to the budget. A key seals for one process image, so that
   no nonce is used twice: a child never gets it, not even where it inherits all else. */
static memcall_request request_of(memguard_context *context, size_t size) {
  memcall_request request = memguard_request_for(context, size);
  request.fork_action = context->key_fork_action;
  if (memguard_budget_left(context) < size) request.prefer &= ~MEMCALL_LOCKED;
  return request;
}

static memguard_status map_page(memguard_context *context, memcall_region *region) {
  size_t size = memcall_page_size();
  memcall_request request = request_of(context, size);
  bool locks = ((request.require | request.prefer) & MEMCALL_LOCKED) != 0;
  memguard_status status = locks ? memguard_budget_take(context, size) : MEMGUARD_OK;
  if (status != MEMGUARD_OK) return status;
  memguard_note_operation(context);
  status = (memguard_status)memcall_alloc_request(&request, region);
  if (locks && (region->in_force & MEMCALL_LOCKED) == 0) memguard_budget_give(context, size);
  return status;
}

static void unmap_page(memguard_context *context, memcall_region *region) {
  if ((region->in_force & MEMCALL_LOCKED) != 0) memguard_budget_give(context, region->size);
  (void)memcall_free(region); /* which wipes, whatever it answers */
}

memguard_status memguard_coffer_take_page(memguard_coffer *coffer) {
  if (page_of(coffer) != NULL) return MEMGUARD_OK;
  memguard_status status = map_page(coffer->part.context, &coffer->region);
  if (status != MEMGUARD_OK) return status;
  atomic_store_explicit(&coffer->in_force, coffer->region.in_force, memory_order_relaxed);
  atomic_store_explicit(&coffer->page, (memguard_coffer_page *)(void *)coffer->region.data,
                        memory_order_release);
  return MEMGUARD_OK;
}

/* --- As a part ------------------------------------------------------------------------------- */

static void wipe_key(memguard_part *part) {
  if (!memguard_is_absent(part->context->key_fork_action)) memguard_coffer_wipe(of_part(part));
}

/* The parent's page is empty or gone here, unless neither could be had: then it is a copy, and goes
   now. It stays mapped in any case, so that nothing else comes to stand where the parent's key
   stood. The next seal maps a new one. */
static void forked(memguard_part *part) {
  memguard_coffer *coffer = of_part(part);
  memguard_coffer_page *page = page_of(coffer);
  if (page != NULL && (coffer->region.in_force & MEMCALL_FORK_HANDLED) == 0)
    memcall_secure_clear(page, coffer->region.size);
  coffer->region = (memcall_region){0};
  atomic_store(&coffer->page, NULL);
  atomic_store(&coffer->key_epoch, MEMGUARD_NO_KEY);
  atomic_store(&coffer->taken, 0);
  memguard_lock_open(&coffer->lock);
}

static void survey(memguard_part *part, memcall_safeguards *in_force) {
  memguard_coffer *coffer = of_part(part);
  if (page_of(coffer) != NULL) *in_force &= atomic_load(&coffer->in_force);
}

/* Enclaves are counted by the context. What a child keeps mapped of its parent is not counted. */
static void count(memguard_part *part, memguard_stats *stats) {
  memguard_coffer *coffer = of_part(part);
  memguard_lock_acquire(&coffer->lock);
  stats->mapped_bytes += coffer->region.mapping.size;
  memguard_lock_release(&coffer->lock);
}

static void destroy(memguard_part *part) {
  memguard_coffer *coffer = of_part(part);
  unmap_page(part->context, &coffer->region);
  free(coffer);
}

static bool locate(memguard_part *part, const unsigned char *address, memguard_spot *spot) {
  if (!memguard_spot_is_in(&of_part(part)->region, address)) return false;
  *spot = (memguard_spot){.object = "the pages of a key", .state = ""};
  return true;
}

static const memguard_part_calls kCalls = {.wipe_key = wipe_key,
                                           .forked = forked,
                                           .survey = survey,
                                           .count = count,
                                           .destroy = destroy,
                                           .locate = locate};

static unsigned slots_of_page(void) {
  size_t slots = (memcall_page_size() - sizeof(memguard_coffer_page)) / sizeof(memguard_scratch);
  return slots < MEMGUARD_SLOTS_MAX ? (unsigned)slots : MEMGUARD_SLOTS_MAX;
}

static memguard_part *make(memguard_context *context, memguard_status *status) {
  memguard_coffer *coffer = calloc(1, sizeof *coffer);
  if (coffer == NULL) {
    *status = memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_enclave_new", NULL);
    return NULL;
  }
  coffer->part = (memguard_part){&kCalls, context};
  coffer->slots = slots_of_page();
  coffer->wraps = memcall_backend_probe("os_encrypt") == 1;
  atomic_init(&coffer->key_epoch, MEMGUARD_NO_KEY);
  return &coffer->part;
}

memguard_status memguard_coffer_of(memguard_context *context, memguard_coffer **out) {
  memguard_part *part = NULL;
  memguard_status status = memguard_part_of(context, MEMGUARD_PART_COFFER, make, &part);
  *out = part != NULL ? of_part(part) : NULL;
  return status;
}
