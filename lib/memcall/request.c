/* request.c: what an allocation may ask for: the kinds' defaults, validation, and the layout that
   follows. */
#include <string.h>

#include "lib/memcall/internal.h"

/* --- Kinds ----------------------------------------------------------------------------------- */

static memcall_safeguards required_by(memcall_kind kind) {
  switch (kind) {
    case MEMCALL_REGULAR:
      return 0;
    case MEMCALL_SECURE:
      return MEMCALL_LOCKED;
    case MEMCALL_LARGE_PAGE:
      return MEMCALL_LARGE;
    /* Without the fork action the child would share the pages, and its writes would be seen
       here. */
    case MEMCALL_SECRET_MEMORY:
      return MEMCALL_SECRET | MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED;
  }
  return 0;
}

static memcall_safeguards preferred_by(memcall_kind kind) {
  return kind == MEMCALL_SECURE ? MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_NO_MERGE : 0;
}

static memcall_fork_action fork_action_of(memcall_kind kind) {
  if (kind == MEMCALL_SECURE) return MEMCALL_FORK_WIPE;
  if (kind == MEMCALL_SECRET_MEMORY) return MEMCALL_FORK_EXCLUDE;
  return MEMCALL_FORK_INHERIT;
}

memcall_request memcall_request_of(size_t size, memcall_kind kind) {
  return (memcall_request){
      .struct_size = sizeof(memcall_request),
      .size = size,
      .protection = MEMCALL_READ_WRITE,
      .kind = kind,
      .fork_action = fork_action_of(kind),
      .require = required_by(kind),
      .prefer = preferred_by(kind),
  };
}

/* --- Validation ------------------------------------------------------------------------------ */

/* A newer caller's struct is fine as long as it asks for nothing that this version does not
   know. */
static bool asks_for_more_than_we_know(const memcall_request *request) {
  const unsigned char *bytes = (const unsigned char *)request;
  for (size_t i = sizeof *request; i < request->struct_size; i++)
    if (bytes[i] != 0) return true;
  return false;
}

static bool is_kind(memcall_kind kind) {
  return kind >= MEMCALL_REGULAR && kind <= MEMCALL_SECRET_MEMORY;
}

static bool is_fork_action(memcall_fork_action action) {
  return action >= MEMCALL_FORK_INHERIT && action <= MEMCALL_FORK_EXCLUDE;
}

static bool wants(const memcall_request *request, memcall_safeguards one) {
  return ((request->require | request->prefer | required_by(request->kind)) & one) != 0;
}

static const char *flaw_in_values(const memcall_request *request) {
  if (request->size == 0) return "a region of zero bytes was asked for";
  if (request->alignment != 0 && !memcall_is_power_of_two(request->alignment))
    return "the alignment is neither 0 nor a power of two";
  if (!is_kind(request->kind)) return "the kind is none of memcall_kind";
  if (memcall_backend_protection(request->protection) == -1)
    return "the protection is none of memcall_protection";
  if (!is_fork_action(request->fork_action))
    return "the fork action is none of memcall_fork_action";
  if (((request->require | request->prefer) & ~MEMCALL_EVERY_SAFEGUARD) != 0)
    return "a bit of require or prefer is no safeguard";
  if (wants(request, MEMCALL_SECRET) && request->fork_action != MEMCALL_FORK_EXCLUDE)
    return "a child shares secret memory: its only fork action is MEMCALL_FORK_EXCLUDE";
  return NULL;
}

const char *memcall_check_request(const memcall_request *request, memcall_status *status) {
  *status = MEMCALL_ERR_INVALID;
  if (request == NULL) return "the request is NULL";
  if (request->struct_size < sizeof *request || request->struct_size > MEMCALL_LARGEST_STRUCT)
    return "struct_size is not sizeof(memcall_request)";
  if (asks_for_more_than_we_know(request)) {
    *status = MEMCALL_ERR_UNSUPPORTED;
    return "the request holds fields of a newer version that this library does not know";
  }
  return flaw_in_values(request);
}

/* --- Layout ---------------------------------------------------------------------------------- */

/* A number of guard pages or a fork action is a wish of its own: required, unless it is marked as
   preferred. */
static memcall_safeguards implied_by(const memcall_request *request) {
  memcall_safeguards implied = required_by(request->kind);
  if (request->guard_pages_before != 0 || request->guard_pages_after != 0)
    implied |= MEMCALL_GUARDED;
  if (request->fork_action != MEMCALL_FORK_INHERIT) implied |= MEMCALL_FORK_HANDLED;
  return implied & ~((request->prefer | preferred_by(request->kind)) & ~required_by(request->kind));
}

/* Asking for the safeguard without numbers means one page on each side. */
static size_t guard_pages(const memcall_request *request, size_t pages) {
  return pages == 0 && ((request->require | request->prefer) & MEMCALL_GUARDED) != 0 ? 1 : pages;
}

static bool multiply(size_t count, size_t unit, size_t *product) {
  if (count > SIZE_MAX / unit) return false;
  *product = count * unit;
  return true;
}

static bool lay_out(const memcall_request *request, size_t unit, memcall_plan *plan) {
  plan->data = request->size;
  plan->alignment = request->alignment > unit ? request->alignment : unit;
  if (!memcall_round_up(&plan->data, unit)) return false;
  if (!multiply(guard_pages(request, request->guard_pages_before), unit, &plan->before))
    return false;
  if (!multiply(guard_pages(request, request->guard_pages_after), unit, &plan->after)) return false;
  plan->total = plan->data;
  return memcall_add(&plan->total, plan->before) && memcall_add(&plan->total, plan->after) &&
         memcall_add(&plan->total, plan->alignment - unit);
}

memcall_status memcall_make_plan(const memcall_request *request, memcall_kind memory,
                                 memcall_plan *plan) {
  size_t unit = memory == MEMCALL_LARGE_PAGE ? memcall_large_page_size() : memcall_page_size();
  memset(plan, 0, sizeof *plan);
  if (unit == 0) return MEMCALL_ERR_UNSUPPORTED;
  plan->kind = request->kind;
  plan->memory = memory;
  plan->protection = request->protection;
  plan->fork_action = request->fork_action;
  plan->require = request->require | implied_by(request) | required_by(memory);
  plan->prefer = (request->prefer | preferred_by(request->kind)) & ~plan->require;
  return lay_out(request, unit, plan) ? MEMCALL_OK : MEMCALL_ERR_OVERFLOW;
}
