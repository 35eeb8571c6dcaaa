/* pages.c: calls on any range of pages: access, lock, dumps, merging, fork. */
#include "lib/memcall/internal.h"

/* --- Ranges ---------------------------------------------------------------------------------- */

typedef struct range {
  void *address;
  size_t size; /* whole pages */
} range;

static memcall_status check_range(const char *call, void *address, size_t length, range *out) {
  size_t page = memcall_page_size(), size = length;
  const char *flaw = NULL;
  *out = (range){NULL, 0};
  if (address == NULL)
    flaw = "the address is NULL";
  else if (((uintptr_t)address & (page - 1)) != 0)
    flaw = "the address is not at the start of a page";
  else if (length == 0)
    flaw = "the length is zero";
  if (flaw != NULL) return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0, flaw);
  if (!memcall_round_up(&size, page) || size > UINTPTR_MAX - (uintptr_t)address)
    return (memcall_status)memcall_report(MEMCALL_ERR_OVERFLOW, call, 0,
                                          "the range ends behind the last address");
  *out = (range){address, size};
  return MEMCALL_OK;
}

/* The calls that take a range and nothing else differ in their operation only. */
static memcall_status on_range(const char *call, void *address, size_t length,
                               memcall_operation operation) {
  range pages;
  memcall_status status = check_range(call, address, length, &pages);
  if (status != MEMCALL_OK) return status;
  memcall_barrier();
  memcall_answer answer = operation(pages.address, pages.size);
  memcall_barrier();
  return memcall_report_answer(memcall_tell_apart(answer, pages.address, pages.size));
}

/* --- Access ---------------------------------------------------------------------------------- */

memcall_status memcall_protect(void *address, size_t length, memcall_protection protection) {
  range pages;
  int number = memcall_backend_protection(protection);
  if (number == -1)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_protect", 0,
                                          "the protection is none of memcall_protection");
  memcall_status status = check_range("memcall_protect", address, length, &pages);
  if (status != MEMCALL_OK) return status;
  memcall_barrier();
  memcall_answer answer = memcall_look_for_holes(pages.address, pages.size);
  if (answer.status == MEMCALL_OK)
    answer = memcall_backend_protect(pages.address, pages.size, number);
  memcall_barrier();
  return memcall_report_answer(memcall_tell_apart(answer, pages.address, pages.size));
}

/* --- Lock ------------------------------------------------------------------------------------ */

memcall_status memcall_lock(void *address, size_t length) {
  return on_range("memcall_lock", address, length, memcall_lock_once);
}

memcall_status memcall_unlock(void *address, size_t length) {
  return on_range("memcall_unlock", address, length, memcall_backend_unlock);
}

/* --- Dumps, merging, fork -------------------------------------------------------------------- */

memcall_status memcall_exclude_from_dumps(void *address, size_t length) {
  return on_range("memcall_exclude_from_dumps", address, length,
                  memcall_backend_exclude_from_dumps);
}

memcall_status memcall_exclude_from_merging(void *address, size_t length) {
  return on_range("memcall_exclude_from_merging", address, length,
                  memcall_backend_exclude_from_merging);
}

memcall_status memcall_set_fork_action(void *address, size_t length, memcall_fork_action action) {
  static const char call[] = "memcall_set_fork_action";
  const memcall_operation operation = memcall_fork_operation(action);
  if (operation == NULL)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0,
                                          "the action is none of memcall_fork_action");
  return on_range(call, address, length, operation);
}
