/* pages.c: the pages of a buffer: where they come from, who may touch them, how they are emptied.

   guard | canary … data | guard, the data flush with the second guard. */
#include "lib/memguard/buffer/buffer.h"
#include "memguard/bytes.h"

_Static_assert((int)MEMGUARD_NO_ACCESS == (int)MEMCALL_NO_ACCESS, "one numbering of protections");
_Static_assert((int)MEMGUARD_READ_ONLY == (int)MEMCALL_READ_ONLY, "one numbering of protections");
_Static_assert((int)MEMGUARD_READ_WRITE == (int)MEMCALL_READ_WRITE, "one numbering of protections");

/* --- Coming and going ------------------------------------------------------------------------ */

/* A lock that is only preferred gives way to the budget, as it does to the system's limit;
   in_force tells. */
static memguard_status charge(memguard_buffer *buffer, memcall_request *request, size_t bytes) {
  bool required = (request->require & MEMCALL_LOCKED) != 0;
  if (required || memguard_budget_left(buffer->context) >= bytes) {
    memguard_status status = memguard_budget_take(buffer->context, bytes);
    if (status == MEMGUARD_OK) buffer->charged = bytes;
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
  return (memguard_status)status;
}

memguard_status memguard_buffer_take_pages(memguard_buffer *buffer) {
  size_t page = memcall_page_size();
  memcall_request request = memguard_request_for(buffer->context, buffer->size);
  buffer->requested = request.require | request.prefer;
  buffer->fork_action = request.fork_action;
  memguard_status status = charge(buffer, &request, (buffer->size + page - 1) / page * page);
  if (status == MEMGUARD_OK) status = map(buffer, &request);
  if (status != MEMGUARD_OK) return status;
  buffer->data = buffer->region.data + (buffer->region.size - buffer->size);
  memguard_canary_write(buffer->context, buffer->region.data, buffer->data);
  return MEMGUARD_OK;
}

/* Excluded from fork, the addresses were free in the child: whatever stands there now is somebody
   else's. */
static bool is_absent(const memguard_buffer *buffer) {
  return memguard_buffer_is_foreign(buffer) && buffer->fork_action == MEMCALL_FORK_EXCLUDE &&
         (buffer->region.in_force & MEMCALL_FORK_HANDLED) != 0;
}

/* A child's ledger began at nothing, so what its parent had locked is not given back to it. */
bool memguard_buffer_release_pages(memguard_buffer *buffer) {
  if (!memguard_buffer_drop_pad(buffer)) return false;
  if (is_absent(buffer)) return true;
  memguard_note_operation(buffer->context);
  if (memcall_free(&buffer->region) != MEMCALL_OK) return false;
  if (!memguard_buffer_is_foreign(buffer)) give_back_charge(buffer);
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
  memguard_wipe(buffer->region.data, buffer->region.size);
}

/* Secret pages belong to a file, so they keep their content when they are discarded. */
bool memguard_buffer_discard_pages(memguard_buffer *buffer) {
  if ((buffer->region.in_force & MEMCALL_SECRET) != 0) return false;
  memguard_note_operation(buffer->context);
  return memcall_backend_discard(buffer->region.data, buffer->region.size).status == MEMCALL_OK;
}

/* Zeros come first: a page that is discarded goes back to the system as it is. At the mapping
   limit, where access cannot be changed, discarding is what is left, and it needs neither access
   nor a mapping. */
void memguard_buffer_clear_pages(memguard_buffer *buffer) {
  if (memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE).status == MEMCALL_OK) {
    clear(buffer);
  } else {
    (void)memguard_buffer_discard_pages(buffer);
  }
}

void memguard_buffer_empty_pages(memguard_buffer *buffer) {
  if (memguard_buffer_access(buffer) == MEMGUARD_READ_WRITE) {
    clear(buffer);
  } else if (!memguard_buffer_discard_pages(buffer)) {
    memguard_buffer_clear_pages(buffer);
  }
}

/* --- Canary ---------------------------------------------------------------------------------- */

/* A purge marks the buffer before it voids the page, so zeros that were read are explained by a
   mark that is seen. */
bool memguard_buffer_canary_holds(const memguard_buffer *buffer) {
  if (memguard_canary_check(buffer->context, buffer->region.data, buffer->data)) return true;
  atomic_thread_fence(memory_order_acquire);
  return (memguard_buffer_state(buffer) & MEMGUARD_BUFFER_EXPIRED) != 0;
}
