/* untold_limit.h: a limit on locked memory that is a project's or a zone's, and not a process's
   (resource_controls(7) project.max-locked-memory). */
#ifndef MEMCALL_BACKEND_PARTS_UNTOLD_LIMIT_H
#define MEMCALL_BACKEND_PARTS_UNTOLD_LIMIT_H

#include "lib/memcall/backend/backend.h"

/* What others have locked under it is not told, so its value would say nothing of what is left. */
static inline int memcall_part_untold_limit(size_t *limit, size_t *used) {
  *limit = *used = MEMCALL_UNKNOWN;
  return 0;
}

#endif
