/* steps.c: steps that are more than one call of the backend, for regions of both sorts. */
#include "lib/memcall/internal.h"

memcall_operation memcall_fork_operation(memcall_fork_action action) {
  switch (action) {
    case MEMCALL_FORK_INHERIT:
      return memcall_backend_fork_inherit;
    case MEMCALL_FORK_WIPE:
      return memcall_backend_fork_wipe;
    case MEMCALL_FORK_EXCLUDE:
      return memcall_backend_fork_exclude;
  }
  return NULL;
}

memcall_answer memcall_fork_fresh(void *address, size_t size, memcall_fork_action action) {
  if (action == MEMCALL_FORK_INHERIT) return memcall_yes(); /* what they do anyway */
  return memcall_fork_operation(action)(address, size);
}

memcall_answer memcall_forbid_large_pages(void *address, size_t size) {
  memcall_answer answer = memcall_lacking(memcall_backend_small_pages(address, size));
  /* A system that makes no large pages by itself has nothing to forbid. */
  return answer.status == MEMCALL_ERR_UNSUPPORTED ? memcall_yes() : answer;
}

static void touch(volatile unsigned char *bytes, size_t size) {
  size_t page = memcall_page_size();
  for (size_t offset = 0; offset < size; offset += page) bytes[offset] = 0;
}

memcall_answer memcall_make_resident(void *address, size_t size) {
  memcall_answer answer = memcall_lacking(memcall_backend_populate(address, size));
  if (answer.status != MEMCALL_ERR_UNSUPPORTED) return answer;
  touch(address, size);
  return memcall_yes();
}

memcall_answer memcall_lock_once(void *address, size_t size) {
  /* Where locks are counted, taking one that may be there already first brings the count to exactly
     one. */
  if (memcall_backend_traits() & MEMCALL_TRAIT_LOCK_NESTS)
    (void)memcall_backend_unlock(address, size);
  return memcall_backend_lock(address, size);
}

memcall_answer memcall_tell_apart(memcall_answer answer, void *address, size_t size) {
  bool by_a_limit =
      answer.status == MEMCALL_ERR_NO_MEMORY || answer.status == MEMCALL_ERR_LOCK_LIMIT;
  if (by_a_limit && memcall_backend_is_mapped(address, size).status == MEMCALL_ERR_INVALID)
    answer.status = MEMCALL_ERR_INVALID;
  return answer;
}

memcall_answer memcall_look_for_holes(void *address, size_t size) {
  if ((memcall_backend_traits() & MEMCALL_TRAIT_PROTECT_PASSES_HOLES) == 0) return memcall_yes();
  memcall_answer mapped = memcall_backend_is_mapped(address, size);
  return mapped.status == MEMCALL_ERR_INVALID ? mapped : memcall_yes();
}
