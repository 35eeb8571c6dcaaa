/* pages.c: the pages of a buffer: where they come from, who may touch them, how they are emptied.

   guard | canary … data | guard, the data flush with the second guard. */
#include "lib/memguard/buffer/buffers.h"
#include "memguard/bytes.h"

_Static_assert((int)MEMGUARD_NO_ACCESS == (int)MEMCALL_NO_ACCESS, "one numbering of protections");
_Static_assert((int)MEMGUARD_READ_ONLY == (int)MEMCALL_READ_ONLY, "one numbering of protections");
_Static_assert((int)MEMGUARD_READ_WRITE == (int)MEMCALL_READ_WRITE, "one numbering of protections");

/* --- Coming and going ------------------------------------------------------------------------ */

/* A lock that is only preferred gives way to the budget, as it does to the system's limit;
   in_force tells. */
static memguard_status charge(memguard_buffer *buffer, memcall_request *request) {
  bool required = (request->require & MEMCALL_LOCKED) != 0;
  if (required || memguard_budget_left(buffer->context) >= request->size) {
    memguard_status status = memguard_budget_take(buffer->context, request->size);
    if (status == MEMGUARD_OK) buffer->charged = request->size;
    if (status == MEMGUARD_OK || required) return status;
  }
  request->prefer &= ~MEMCALL_LOCKED;
  return MEMGUARD_OK;
}

static void give_back_charge(memguard_buffer *buffer) {
  memguard_budget_give(buffer->context, buffer->charged);
  buffer->charged = 0;
}

static memguard_status map(memguard_buffer *buffer, const memcall_request *request) {
  memguard_note_operation(buffer->context);
  memcall_status status = memcall_alloc_request(request, &buffer->region);
  if (status != MEMCALL_OK || (buffer->region.in_force & MEMCALL_LOCKED) == 0)
    give_back_charge(buffer);
  memguard_buffer_note_mapped(buffer, buffer->region.mapping.size);
  return (memguard_status)status;
}

static memguard_status take(memguard_buffer *buffer, size_t bytes) {
  memcall_request request = memguard_request_for(buffer->context, bytes);
  if (buffer->alignment > memcall_page_size()) request.alignment = buffer->alignment;
  if (buffer->keyed) memguard_request_key(buffer->context, &request);
  buffer->requested = request.require | request.prefer;
  buffer->fork_action = request.fork_action;
  memguard_status status = charge(buffer, &request);
  return status != MEMGUARD_OK ? status : map(buffer, &request);
}

/* Frees what may help: of this context alone where its budget is short, and where a lock that is
   only preferred is. */
static bool make_room(memguard_buffer *buffer, size_t bytes, memguard_status status) {
  memguard_context *context = buffer->context;
  bool unlocked = (buffer->requested & ~buffer->region.in_force & MEMCALL_LOCKED) != 0;
  if (status == MEMGUARD_OK)
    return unlocked && memguard_recycle_give_back(memguard_buffers_if_any(context));
  if (status != MEMGUARD_ERR_LOCK_LIMIT && status != MEMGUARD_ERR_NO_MEMORY) return false;
  return memguard_budget_left(context) < bytes ? memguard_give_back(context, MEMGUARD_PARTS)
                                               : memguard_give_back_all(MEMGUARD_PARTS);
}

memguard_status memguard_buffer_take_pages(memguard_buffer *buffer, size_t bytes) {
  const memcall_error before = *memcall_last_error();
  memguard_status status = take(buffer, bytes);
  if (make_room(buffer, bytes, status)) {
    if (status == MEMGUARD_OK && !memguard_buffer_release_pages(buffer)) return status;
    status = take(buffer, bytes);
    if (status == MEMGUARD_OK) memguard_restore_error(&before);
  }
  if (status != MEMGUARD_OK) return status;
  memguard_recycle_note(memguard_buffers_if_any(buffer->context), buffer->region.in_force);
  return MEMGUARD_OK;
}

/* An alignment above the page size is the mapping's. */
void memguard_buffer_lay_out(memguard_buffer *buffer, size_t size, size_t alignment) {
  unsigned char *end = buffer->region.data + buffer->region.size;
  size_t page = memcall_page_size(), mask = (alignment < page ? alignment : page) - 1;
  buffer->size = size;
  buffer->alignment = alignment;
  buffer->data = end - ((size + mask) & ~mask);
  uint32_t before = memguard_keyed_open(buffer->context);
  memguard_canary_write(&buffer->context->settings->canary, buffer->region.data, buffer->data);
  memguard_canary_write(&buffer->context->settings->canary, buffer->data + size, end);
  memguard_keyed_restore(before);
}

/* Excluded from fork, the addresses were free in the child: whatever stands there now is somebody
   else's. */
static bool is_absent(const memguard_buffer *buffer) {
  return memguard_buffer_is_foreign(buffer) && buffer->fork_action == MEMCALL_FORK_EXCLUDE &&
         (buffer->region.in_force & MEMCALL_FORK_HANDLED) != 0;
}

/* A child's ledger began at nothing, so what its parent had locked is not given back to it. */
bool memguard_buffer_release_pages(memguard_buffer *buffer) {
  size_t mapped = buffer->region.mapping.size;
  if (!memguard_buffer_drop_pad(buffer)) return false;
  if (!is_absent(buffer)) {
    memguard_note_operation(buffer->context);
    if (memguard_free_region(&buffer->region) != MEMCALL_OK) return false;
    if (!memguard_buffer_is_foreign(buffer)) give_back_charge(buffer);
  }
  memguard_buffer_note_mapped(buffer, 0 - mapped);
  return true;
}

/* --- Access ---------------------------------------------------------------------------------- */

/* No access to content may move over a change of page access, whatever the linker inlines. */
static memcall_answer protect_pages(const memguard_buffer *buffer, memguard_protection protection) {
  int number = memcall_backend_protection((memcall_protection)protection);
  memguard_note_operation(buffer->context);
  atomic_signal_fence(memory_order_seq_cst);
  memcall_answer answer = memcall_backend_protect(buffer->region.data, buffer->region.size, number);
  atomic_signal_fence(memory_order_seq_cst);
  return answer;
}

memcall_answer memguard_buffer_change_access(memguard_buffer *buffer,
                                             memguard_protection protection) {
  memguard_protection before = memguard_buffer_access(buffer);
  if (before == protection) return (memcall_answer){MEMCALL_OK, 0, ""};
  memcall_answer answer = protect_pages(buffer, protection);
  if (answer.status == MEMCALL_OK)
    atomic_fetch_xor_explicit(&buffer->state, (uint32_t)before ^ (uint32_t)protection,
                              memory_order_acq_rel);
  return answer;
}

/* --- Emptying -------------------------------------------------------------------------------- */

static void clear(memguard_buffer *buffer) {
  uint32_t before = memguard_keyed_open(buffer->context);
  memguard_wipe(buffer->region.data, buffer->region.size);
  memguard_keyed_restore(before);
}

/* Secret pages belong to a file, so they keep their content when they are discarded. Open: where that
   takes a lock anew, the kernel asks whether this thread may touch them. */
bool memguard_buffer_discard_pages(memguard_buffer *buffer) {
  if ((buffer->region.in_force & MEMCALL_SECRET) != 0) return false;
  memguard_note_operation(buffer->context);
  uint32_t before = memguard_keyed_open(buffer->context);
  memcall_answer answer = memcall_backend_discard(buffer->region.data, buffer->region.size);
  memguard_keyed_restore(before);
  return answer.status == MEMCALL_OK;
}

/* Zeros come first: a page that is discarded goes back to the system as it is. At the mapping
   limit, where access cannot be changed, discarding is what is left, and it needs neither access
   nor a mapping. */
bool memguard_buffer_clear_pages(memguard_buffer *buffer) {
  if (memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE).status != MEMCALL_OK)
    return memguard_buffer_discard_pages(buffer);
  clear(buffer);
  return true;
}

void memguard_buffer_empty_pages(memguard_buffer *buffer) {
  if (memguard_buffer_access(buffer) == MEMGUARD_READ_WRITE) {
    clear(buffer);
  } else if (!memguard_buffer_discard_pages(buffer)) {
    (void)memguard_buffer_clear_pages(buffer);
  }
}

/* --- Canary and zeros ------------------------------------------------------------------------ */

static memguard_violation_kind broken_side(const memguard_buffer *buffer) {
  const unsigned char *first = buffer->region.data, *data = buffer->data;
  if (!memguard_canary_check(&buffer->context->settings->canary, data + buffer->size,
                             first + buffer->region.size))
    return MEMGUARD_VIOLATION_OVERFLOW;
  return memguard_canary_check(&buffer->context->settings->canary, first, data)
             ? 0
             : MEMGUARD_VIOLATION_UNDERFLOW;
}

/* A purge marks the buffer before it voids the page, so zeros that were read are explained by a
   mark that is seen. */
memguard_violation_kind memguard_buffer_check_canary(const memguard_buffer *buffer) {
  uint32_t before = memguard_keyed_open(buffer->context);
  memguard_violation_kind kind = broken_side(buffer);
  memguard_keyed_restore(before);
  if (kind == 0) return 0;
  atomic_thread_fence(memory_order_acquire);
  return (memguard_buffer_state(buffer) & MEMGUARD_BUFFER_EXPIRED) != 0 ? 0 : kind;
}

/* Whole pages: a multiple of four words. */
bool memguard_buffer_is_zero(const memguard_buffer *buffer) {
  const uint64_t *word = (const uint64_t *)(const void *)buffer->region.data;
  uint64_t any[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < buffer->region.size / sizeof *word; i += 4)
    for (size_t lane = 0; lane < 4; lane++) any[lane] |= word[i + lane];
  return (any[0] | any[1] | any[2] | any[3]) == 0;
}
