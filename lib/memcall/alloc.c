/* alloc.c: a request becomes a region, or nothing is left behind. */
#include <string.h>

#include "lib/memcall/internal.h"

/* --- Carrying out ---------------------------------------------------------------------------- */

/* What was gained is given back, newest first; the first failure is the one that is told. */
static memcall_answer carry_out_on(const memcall_request *request, memcall_kind memory,
                                   memcall_region *out) {
  memcall_plan plan;
  memcall_status status = memcall_make_plan(request, memory, &plan);
  memset(out, 0, sizeof *out);
  if (status != MEMCALL_OK)
    return memcall_no(status, status == MEMCALL_ERR_UNSUPPORTED ? "map_large" : "memcall_alloc");
  memcall_answer answer = memcall_run_stages(&plan, out);
  if (answer.status == MEMCALL_OK) {
    out->mapping.check = memcall_region_check(out);
  } else {
    if (out->mapping.base != NULL) (void)memcall_give_back(out);
    memset(out, 0, sizeof *out);
  }
  return answer;
}

static memcall_safeguards of_memory(memcall_kind memory) {
  return memory == MEMCALL_SECRET_MEMORY ? MEMCALL_SECRET : MEMCALL_LARGE;
}

static bool required(const memcall_request *request, memcall_kind memory) {
  return request->kind == memory || (request->require & of_memory(memory)) != 0;
}

/* Special memory comes first if it is wanted; plain pages follow only where it was no more than
   preferred. */
memcall_answer memcall_carry_out(const memcall_request *request, memcall_region *out) {
  static const memcall_kind special[] = {MEMCALL_SECRET_MEMORY, MEMCALL_LARGE_PAGE};
  memset(out, 0, sizeof *out);
  if (required(request, special[0]) && required(request, special[1]))
    return memcall_no(MEMCALL_ERR_UNSUPPORTED, "map_secret with large pages");
  for (size_t i = 0; i < 2; i++)
    if (required(request, special[i])) return carry_out_on(request, special[i], out);
  for (size_t i = 0; i < 2; i++)
    if ((request->prefer & of_memory(special[i])) != 0 &&
        carry_out_on(request, special[i], out).status == MEMCALL_OK)
      return memcall_yes();
  return carry_out_on(request, MEMCALL_REGULAR, out);
}

/* --- Public calls ---------------------------------------------------------------------------- */

memcall_status memcall_alloc_request(const memcall_request *request, memcall_region *out) {
  memcall_status status;
  if (out == NULL)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_alloc", 0, "out is NULL");
  memset(out, 0, sizeof *out);
  const char *flaw = memcall_check_request(request, &status);
  if (flaw != NULL) return (memcall_status)memcall_report((int)status, "memcall_alloc", 0, flaw);
  return memcall_report_answer(memcall_carry_out(request, out));
}

memcall_status memcall_alloc(size_t size, size_t alignment, memcall_protection protection,
                             memcall_kind kind, memcall_region *out) {
  return memcall_alloc_guarded(size, alignment, 0, 0, protection, kind, out);
}

memcall_status memcall_alloc_guarded(size_t size, size_t alignment, size_t pages_before,
                                     size_t pages_after, memcall_protection protection,
                                     memcall_kind kind, memcall_region *out) {
  memcall_request request = memcall_request_of(size, kind);
  request.alignment = alignment;
  request.guard_pages_before = pages_before;
  request.guard_pages_after = pages_after;
  request.protection = protection;
  return memcall_alloc_request(&request, out);
}
